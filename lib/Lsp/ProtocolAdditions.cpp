//===- ProtocolAdditions.cpp ----------------------------------------------===//

#include "Lsp/ProtocolAdditions.h"

using namespace framewalk;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

/// Of values whose toJSON is found by their type.
template <typename T> static Array arrayOf(const std::vector<T> &Values) {
  Array Result;
  for (const T &Each : Values)
    Result.push_back(toJSON(Each));
  return Result;
}

Value protocol::toJSON(const Command &C) {
  Object Result{{"title", C.title}, {"command", C.command}};
  if (!C.arguments.empty())
    Result["arguments"] = Array(C.arguments);
  return Result;
}

Value protocol::toJSON(const CodeLens &L) {
  return Object{{"range", toJSON(L.range)}, {"command", toJSON(L.command)}};
}

Value protocol::toJSON(const Diagnostic &D) {
  Value Result = toJSON(static_cast<const llvm::lsp::Diagnostic &>(D));
  if (!D.code.empty())
    (*Result.getAsObject())["code"] = D.code;
  return Result;
}

Value protocol::toJSON(const PublishDiagnosticsParams &P) {
  return Object{{"uri", toJSON(P.uri)},
                {"diagnostics", arrayOf(P.diagnostics)}};
}

Value protocol::toJSON(const CodeAction &A) {
  Object Result{{"title", A.title}};
  if (!A.kind.empty())
    Result["kind"] = A.kind;
  if (!A.diagnostics.empty())
    Result["diagnostics"] = arrayOf(A.diagnostics);
  if (A.isPreferred)
    Result["isPreferred"] = true;
  if (A.edit)
    Result["edit"] = toJSON(*A.edit);
  return Result;
}

bool protocol::fromJSON(const Value &V, CodeActionParams &P,
                        llvm::json::Path Path) {
  llvm::json::ObjectMapper Members(V, Path);
  if (!Members || !Members.map("textDocument", P.textDocument) ||
      !Members.map("range", P.range))
    return false;
  const Object *Context = V.getAsObject()->getObject("context");
  const Array *Only = Context ? Context->getArray("only") : nullptr;
  if (Only)
    for (const Value &Kind : *Only)
      if (std::optional<llvm::StringRef> Text = Kind.getAsString())
        P.only.push_back(Text->str());
  return true;
}

Value protocol::toJSON(const InlayHint &H) {
  Object Result{{"position", toJSON(H.position)}, {"label", H.label}};
  if (!H.tooltip.value.empty())
    Result["tooltip"] = toJSON(H.tooltip);
  if (H.paddingLeft)
    Result["paddingLeft"] = true;
  return Result;
}

Value protocol::toJSON(const SymbolInformation &S) {
  Object Result{{"name", S.name},
                {"kind", int(S.kind)},
                {"location", toJSON(S.location)}};
  if (!S.containerName.empty())
    Result["containerName"] = S.containerName;
  return Result;
}
