//===- ReadJson.cpp - A saved report, read again --------------------------===//

#include "Render/ReadJson.h"

#include "Support/ParseJson.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"

using namespace framewalk;
namespace json = llvm::json;

namespace {

/// The one of \p First up to \p Last that has this name.
template <typename Enum>
Enum named(llvm::StringRef Name, Enum First, Enum Last) {
  for (int I = int(First); I <= int(Last); ++I)
    if (name(Enum(I)) == std::string_view(Name))
      return Enum(I);
  return First;
}

const json::Object &objectOf(const json::Value &V) {
  static const json::Object Empty;
  const json::Object *O = V.getAsObject();
  return O ? *O : Empty;
}

const json::Array &list(const json::Object &O, llvm::StringRef Key) {
  static const json::Array Empty;
  const json::Array *A = O.getArray(Key);
  return A ? *A : Empty;
}

const json::Object &member(const json::Object &O, llvm::StringRef Key) {
  static const json::Object Empty;
  const json::Object *Found = O.getObject(Key);
  return Found ? *Found : Empty;
}

std::string text(const json::Object &O, llvm::StringRef Key) {
  return O.getString(Key).value_or("").str();
}

int64_t number(const json::Object &O, llvm::StringRef Key) {
  return O.getInteger(Key).value_or(0);
}

std::optional<uint64_t> count(const json::Object &O, llvm::StringRef Key) {
  if (std::optional<int64_t> N = O.getInteger(Key))
    return uint64_t(*N);
  return std::nullopt;
}

/// "0x7ffffffef000".
template <typename Address>
std::optional<Address> address(const json::Object &O, llvm::StringRef Key) {
  uint64_t Value = 0;
  std::optional<llvm::StringRef> Text = O.getString(Key);
  if (!Text || Text->getAsInteger(0, Value))
    return std::nullopt;
  return Address(Value);
}

std::optional<FrameOffset> cfaOffset(const json::Object &O) {
  if (std::optional<int64_t> N = O.getInteger("cfaOffset"))
    return FrameOffset(*N);
  return std::nullopt;
}

std::optional<SlotId> slotId(const json::Object &O, llvm::StringRef Key) {
  if (std::optional<int64_t> N = O.getInteger(Key))
    return SlotId(uint32_t(*N));
  return std::nullopt;
}

std::vector<std::string> texts(const json::Object &O, llvm::StringRef Key) {
  std::vector<std::string> All;
  for (const json::Value &V : list(O, Key))
    All.push_back(V.getAsString().value_or("").str());
  return All;
}

class UnitReader {
public:
  explicit UnitReader(TranslationUnitReport &Unit) : Unit(Unit) {}

  llvm::Error read(const json::Object &O) {
    Unit.Source = text(O, "source");
    Unit.Target = text(O, "target");
    Unit.Flags = texts(O, "flags");
    Unit.Notes = texts(O, "notes");
    for (const json::Value &V : list(O, "functions"))
      if (llvm::Error E = function(objectOf(V)))
        return E;
    findings(O, "findings", Unit.Findings);
    findings(O, "suppressed", Unit.Suppressed);
    for (const json::Value &V : list(O, "lines")) {
      const json::Object &Line = objectOf(V);
      Unit.Lines.push_back({.File = file(text(Line, "file")),
                            .Number = uint32_t(number(Line, "line")),
                            .Text = text(Line, "text")});
    }
    return llvm::Error::success();
  }

private:
  FileId file(const std::string &Name) {
    auto [It, IsNew] = FileOf.try_emplace(Name, Unit.Files.size());
    if (IsNew)
      Unit.Files.push_back(Name);
    return FileId(It->second);
  }

  /// Without a file of its own it is in \p Default.
  SourcePosition position(const json::Object &O, FileId Default = {}) {
    SourcePosition P;
    P.Line = uint32_t(number(O, "line"));
    P.Column = uint32_t(number(O, "column"));
    if (P.Line == 0)
      return {};
    std::optional<llvm::StringRef> Name = O.getString("file");
    P.File = Name ? file(Name->str()) : Default;
    return P;
  }

  static SourcePosition endOf(const json::Object &O,
                              const SourcePosition &Begin) {
    SourcePosition End;
    End.Line = uint32_t(number(O, "endLine"));
    End.Column = uint32_t(number(O, "endColumn"));
    if (End.isValid())
      End.File = Begin.File;
    return End;
  }

  //===--- Functions ------------------------------------------------------===//

  llvm::Error function(const json::Object &O) {
    FunctionReport F;
    F.Name = text(O, "name");
    F.LinkageName = text(O, "linkageName");
    F.Signature = text(O, "signature");
    F.Position = position(O);
    F.Notes = texts(O, "notes");
    for (const json::Value &V : list(O, "variables"))
      F.Variables.push_back(variable(objectOf(V), F.Position.File));
    llvm::Expected<FrameLayout> Frame =
        frame(member(O, "frame"), F.Position.File);
    if (!Frame)
      return llvm::createStringError(
          llvm::formatv("the frame of '{0}': {1}", F.Name,
                        llvm::toString(Frame.takeError())));
    F.Frame = std::move(*Frame);
    Unit.Functions.push_back(std::move(F));
    return llvm::Error::success();
  }

  llvm::Expected<FrameLayout> frame(const json::Object &O, FileId File) {
    std::optional<std::string> FramePointer;
    if (std::optional<llvm::StringRef> Name = O.getString("framePointer"))
      FramePointer = Name->str();
    const json::Object &Size = member(O, "size");
    std::vector<FrameSlot> Slots;
    for (const json::Value &V : list(O, "slots"))
      Slots.push_back(slot(objectOf(V), File));
    if (Slots.empty()) // there was none to explain
      return FrameLayout();
    return FrameLayout::create(
        FramePointer,
        {.Min = count(Size, "min").value_or(0), .Max = count(Size, "max")},
        std::move(Slots));
  }

  FrameSlot slot(const json::Object &O, FileId File) {
    FrameSlot S;
    S.Kind = named(text(O, "kind"), SlotKind::Variable, SlotKind::Unattributed);
    S.CfaOffset = cfaOffset(O);
    S.Size = count(O, "size").value_or(0);
    S.MaxSize = count(O, "maxSize");
    S.Align = count(O, "align").value_or(1);
    S.Base = text(O, "base");
    S.Displacement = number(O, "displacement");
    S.Title = text(O, "title");
    S.Reason = text(O, "reason");
    S.Source = named(text(O, "evidence"), Evidence::Compiler, Evidence::Dwarf);
    for (const json::Value &V : list(O, "occupants")) {
      const json::Object &In = objectOf(V);
      Occupant Who;
      Who.Name = text(In, "name");
      Who.Type = text(In, "type");
      Who.Parameter = In.getBoolean("parameter").value_or(false);
      Who.Declared = position(In, File);
      Who.Offset = number(In, "offset");
      Who.Size = count(In, "size").value_or(0);
      Who.Note = text(In, "note");
      if (std::optional<uint64_t> Id = count(In, "variableId"))
        Who.Variable = VariableId(uint32_t(*Id));
      S.Occupants.push_back(std::move(Who));
    }
    return S;
  }

  LocalVariable variable(const json::Object &O, FileId File) {
    LocalVariable V;
    V.Name = text(O, "name");
    V.Type = text(O, "type");
    V.Kind =
        named(text(O, "kind"), VariableKind::Local, VariableKind::ThreadLocal);
    V.Declared = position(O, File);
    V.Size = count(O, "size");
    V.Align = count(O, "align");
    for (const json::Value &Slot : list(O, "slots"))
      V.Slots.push_back(SlotId(uint32_t(Slot.getAsInteger().value_or(0))));
    V.WhyNoSlot = text(O, "whyNoSlot");
    for (const json::Value &L : list(O, "locations")) {
      const json::Object &At = objectOf(L);
      V.Locations.push_back({.Code = {.Begin = uint32_t(number(At, "begin")),
                                      .End = uint32_t(number(At, "end"))},
                             .Where = text(At, "where")});
    }
    return V;
  }

  //===--- Findings -------------------------------------------------------===//

  void findings(const json::Object &O, llvm::StringRef Key,
                std::vector<Finding> &Into) {
    for (const json::Value &V : list(O, Key)) {
      const json::Object &In = objectOf(V);
      // Rules that this version does not know have no words in its reports.
      if (const Rule *R = findRule(text(In, "rule")))
        Into.push_back(finding(In, *R));
    }
  }

  Finding finding(const json::Object &O, const Rule &R) {
    Finding F;
    F.RuleId = R.Id;
    F.Position = position(O);
    F.PositionEnd = endOf(O, F.Position);
    F.Message = text(O, "message");
    F.Role = named(text(O, "role"), StepRole::Note, StepRole::Used);
    F.IsOwned = O.getBoolean("owned").value_or(false);
    F.Variable = text(O, "variable");
    F.Function = text(O, "function");
    F.Slot = slotId(O, "slot");
    F.Level = named(text(O, "severity"), Severity::Note, Severity::Warning);
    F.Fingerprint = text(O, "fingerprint");
    for (const json::Value &V : list(O, "trace")) {
      const json::Object &Step = objectOf(V);
      TraceStep &Added = F.Trace.emplace_back();
      Added.Position = position(Step);
      Added.End = endOf(Step, Added.Position);
      Added.Message = text(Step, "message");
      Added.Role = named(text(Step, "role"), StepRole::Note, StepRole::Used);
    }
    F.Declared = position(member(O, "declared"));
    if (const json::Object *Place = O.getObject("place"))
      F.Place = place(*Place);
    F.End = death(member(O, "death"));
    for (const json::Value &V : list(O, "fixes"))
      F.Fixes.push_back(fix(objectOf(V)));
    if (const json::Object *Next = O.getObject("heir"))
      F.Next = heir(*Next);
    return F;
  }

  static DeadPlace place(const json::Object &O) {
    DeadPlace P;
    P.Base = text(O, "base");
    P.Displacement = number(O, "displacement");
    P.CfaOffset = cfaOffset(O);
    P.Size = count(O, "size").value_or(0);
    P.Address = address<VirtualAddress>(O, "virtualAddress");
    P.Page = address<VirtualAddress>(O, "page");
    P.Frame = address<PhysicalAddress>(O, "frame");
    return P;
  }

  Death death(const json::Object &O) {
    Death D;
    D.Cause = named(text(O, "cause"), DeathCause::Unknown,
                    DeathCause::FullExpression);
    D.Position = position(O);
    const json::Object &By = member(O, "instruction");
    D.CodeOffset = uint32_t(number(By, "address"));
    D.Instruction = text(By, "text");
    return D;
  }

  FixHint fix(const json::Object &O) {
    FixHint Fix;
    Fix.Title = text(O, "title");
    for (const json::Value &V : list(O, "edits")) {
      const json::Object &In = objectOf(V);
      TextEdit E;
      E.Begin = position(In);
      E.End = {.File = E.Begin.File,
               .Line = uint32_t(number(In, "endLine")),
               .Column = uint32_t(number(In, "endColumn"))};
      E.Replacement = text(In, "replacement");
      Fix.Edits.push_back(std::move(E));
    }
    return Fix;
  }

  Heir heir(const json::Object &O) {
    Heir H;
    H.Description = text(O, "description");
    H.Slot = slotId(O, "slot");
    H.Kind = named(text(O, "kind"), HeirKind::Unknown, HeirKind::LaterCall);
    H.Caller = text(O, "caller");
    H.Callee = text(O, "callee");
    H.Call = position(member(O, "call"));
    H.StaleValue = text(O, "staleValue");
    for (const json::Value &V : list(O, "parts")) {
      const json::Object &In = objectOf(V);
      H.Parts.push_back({.Offset = count(In, "offset").value_or(0),
                         .Size = count(In, "size").value_or(0),
                         .Kind = named(text(In, "kind"), SlotKind::Variable,
                                       SlotKind::Unattributed),
                         .Owner = text(In, "owner"),
                         .Function = text(In, "function"),
                         .Variable = text(In, "variable"),
                         .CfaOffset = cfaOffset(In),
                         .Written = named(text(In, "written"), Overwrite::Never,
                                          Overwrite::Always)});
    }
    return H;
  }

  TranslationUnitReport &Unit;
  llvm::StringMap<uint32_t> FileOf;
};

} // namespace

llvm::Expected<ReportDocument>
framewalk::readReport(const llvm::json::Object &Json) {
  ReportDocument Document;
  Document.Schema = text(Json, "schema");
  if (Document.Schema != "framewalk/1")
    return llvm::createStringError("it has no \"schema\": \"framewalk/1\"");
  Document.Target = text(Json, "target");
  if (!Json.getArray("units"))
    return llvm::createStringError("it has no \"units\": only what `framewalk "
                                   "explain --format=json` wrote has some");
  for (const json::Value &V : list(Json, "units"))
    if (llvm::Error E =
            UnitReader(Document.Units.emplace_back()).read(objectOf(V)))
      return std::move(E);
  return Document;
}

llvm::Expected<ReportDocument> framewalk::readReport(llvm::StringRef Text) {
  llvm::Expected<json::Value> Json = parseJson(Text);
  if (!Json)
    return llvm::createStringError("it is no JSON: " +
                                   llvm::toString(Json.takeError()));
  if (const json::Object *O = Json->getAsObject())
    return readReport(*O);
  return llvm::createStringError("it is no JSON object");
}
