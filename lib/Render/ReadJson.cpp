//===- ReadJson.cpp - A saved report, read again --------------------------===//

#include "Render/ReadJson.h"

#include "Render/Json.h"
#include "Render/JsonReading.h"

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

class UnitReader {
public:
  explicit UnitReader(TranslationUnitReport &Unit) : Unit(Unit) {}

  llvm::Error read(const json::Object &O) {
    Unit.Source = textIn(O, "source");
    Unit.Target = textIn(O, "target");
    Unit.Flags = textsIn(O, "flags");
    Unit.Notes = textsIn(O, "notes");
    for (const json::Value &V : listIn(O, "functions")) {
      const json::Object *F = V.getAsObject();
      if (!F)
        return llvm::createStringError("a function is no object");
      if (llvm::Error E = function(*F))
        return E;
    }
    findings(O, "findings", Unit.Findings);
    findings(O, "suppressed", Unit.Suppressed);
    for (const json::Value &V : listIn(O, "lines")) {
      const json::Object &Line = objectOf(V);
      Unit.Lines.push_back({.File = file(textIn(Line, "file")),
                            .Number = uint32_t(numberIn(Line, "line")),
                            .Text = textIn(Line, "text")});
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
    P.Line = uint32_t(numberIn(O, "line"));
    P.Column = uint32_t(numberIn(O, "column"));
    if (P.Line == 0)
      return {};
    std::optional<llvm::StringRef> Name = O.getString("file");
    P.File = Name ? file(Name->str()) : Default;
    return P;
  }

  static SourcePosition endOf(const json::Object &O,
                              const SourcePosition &Begin) {
    SourcePosition End;
    End.Line = uint32_t(numberIn(O, "endLine"));
    End.Column = uint32_t(numberIn(O, "endColumn"));
    if (End.isValid())
      End.File = Begin.File;
    return End;
  }

  //===--- Functions ------------------------------------------------------===//

  llvm::Error function(const json::Object &O) {
    FunctionReport F;
    F.Name = textIn(O, "name");
    F.LinkageName = textIn(O, "linkageName");
    F.Signature = textIn(O, "signature");
    F.Position = position(O);
    F.Notes = textsIn(O, "notes");
    for (const json::Value &V : listIn(O, "variables"))
      F.Variables.push_back(variable(objectOf(V), F.Position.File));
    llvm::Expected<FrameLayout> Frame =
        frame(objectIn(O, "frame"), F.Position.File);
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
    const json::Object &Size = objectIn(O, "size");
    std::vector<FrameSlot> Slots;
    for (const json::Value &V : listIn(O, "slots"))
      Slots.push_back(slot(objectOf(V), File));
    if (Slots.empty()) // there was none to explain
      return FrameLayout();
    return FrameLayout::create(
        FramePointer,
        {.Min = countIn(Size, "min").value_or(0), .Max = countIn(Size, "max")},
        std::move(Slots));
  }

  FrameSlot slot(const json::Object &O, FileId File) {
    FrameSlot S;
    S.Kind =
        named(textIn(O, "kind"), SlotKind::Variable, SlotKind::Unattributed);
    S.CfaOffset = cfaOffset(O);
    S.Size = countIn(O, "size").value_or(0);
    S.MaxSize = countIn(O, "maxSize");
    S.Align = countIn(O, "align").value_or(1);
    S.Base = textIn(O, "base");
    S.Displacement = numberIn(O, "displacement");
    S.Title = textIn(O, "title");
    S.Reason = textIn(O, "reason");
    S.Source =
        named(textIn(O, "evidence"), Evidence::Compiler, Evidence::Dwarf);
    for (const json::Value &V : listIn(O, "occupants")) {
      const json::Object &In = objectOf(V);
      Occupant Who;
      Who.Name = textIn(In, "name");
      Who.Type = textIn(In, "type");
      Who.Parameter = isTrueIn(In, "parameter");
      Who.Declared = position(In, File);
      Who.Offset = numberIn(In, "offset");
      Who.Size = countIn(In, "size").value_or(0);
      Who.Note = textIn(In, "note");
      if (std::optional<uint64_t> Id = countIn(In, "variableId"))
        Who.Variable = VariableId(uint32_t(*Id));
      S.Occupants.push_back(std::move(Who));
    }
    return S;
  }

  LocalVariable variable(const json::Object &O, FileId File) {
    LocalVariable V;
    V.Name = textIn(O, "name");
    V.Type = textIn(O, "type");
    V.Kind = named(textIn(O, "kind"), VariableKind::Local,
                   VariableKind::ThreadLocal);
    V.Declared = position(O, File);
    V.Size = countIn(O, "size");
    V.Align = countIn(O, "align");
    for (const json::Value &Slot : listIn(O, "slots"))
      V.Slots.push_back(SlotId(uint32_t(Slot.getAsInteger().value_or(0))));
    V.WhyNoSlot = textIn(O, "whyNoSlot");
    for (const json::Value &L : listIn(O, "locations")) {
      const json::Object &At = objectOf(L);
      V.Locations.push_back({.Code = {.Begin = uint32_t(numberIn(At, "begin")),
                                      .End = uint32_t(numberIn(At, "end"))},
                             .Where = textIn(At, "where")});
    }
    return V;
  }

  //===--- Findings -------------------------------------------------------===//

  void findings(const json::Object &O, llvm::StringRef Key,
                std::vector<Finding> &Into) {
    for (const json::Value &V : listIn(O, Key)) {
      const json::Object &In = objectOf(V);
      // Rules that this version does not know have no words in its reports.
      if (const Rule *R = findRule(textIn(In, "rule")))
        Into.push_back(finding(In, *R));
    }
  }

  Finding finding(const json::Object &O, const Rule &R) {
    Finding F;
    F.RuleId = R.Id;
    F.Position = position(O);
    F.PositionEnd = endOf(O, F.Position);
    F.Message = textIn(O, "message");
    F.Role = named(textIn(O, "role"), StepRole::Note, StepRole::Used);
    F.IsOwned = isTrueIn(O, "owned");
    F.Variable = textIn(O, "variable");
    F.Function = textIn(O, "function");
    F.Slot = slotId(O, "slot");
    F.Level = named(textIn(O, "severity"), Severity::Note, Severity::Warning);
    F.Fingerprint = textIn(O, "fingerprint");
    for (const json::Value &V : listIn(O, "trace")) {
      const json::Object &Step = objectOf(V);
      TraceStep &Added = F.Trace.emplace_back();
      Added.Position = position(Step);
      Added.End = endOf(Step, Added.Position);
      Added.Message = textIn(Step, "message");
      Added.Role = named(textIn(Step, "role"), StepRole::Note, StepRole::Used);
    }
    F.Declared = position(objectIn(O, "declared"));
    if (const json::Object *Place = O.getObject("place"))
      F.Place = place(*Place);
    F.End = death(objectIn(O, "death"));
    for (const json::Value &V : listIn(O, "fixes"))
      F.Fixes.push_back(fix(objectOf(V)));
    if (const json::Object *Next = O.getObject("heir"))
      F.Next = heir(*Next);
    return F;
  }

  static DeadPlace place(const json::Object &O) {
    DeadPlace P;
    P.Base = textIn(O, "base");
    P.Displacement = numberIn(O, "displacement");
    P.CfaOffset = cfaOffset(O);
    P.Size = countIn(O, "size").value_or(0);
    P.Address = address<VirtualAddress>(O, "virtualAddress");
    P.Page = address<VirtualAddress>(O, "page");
    P.Frame = address<PhysicalAddress>(O, "frame");
    return P;
  }

  Death death(const json::Object &O) {
    Death D;
    D.Cause = named(textIn(O, "cause"), DeathCause::Unknown,
                    DeathCause::FullExpression);
    D.Position = position(O);
    const json::Object &By = objectIn(O, "instruction");
    D.CodeOffset = uint32_t(numberIn(By, "address"));
    D.Instruction = textIn(By, "text");
    return D;
  }

  FixHint fix(const json::Object &O) {
    FixHint Fix;
    Fix.Title = textIn(O, "title");
    for (const json::Value &V : listIn(O, "edits")) {
      const json::Object &In = objectOf(V);
      TextEdit E;
      E.Begin = position(In);
      E.End = {.File = E.Begin.File,
               .Line = uint32_t(numberIn(In, "endLine")),
               .Column = uint32_t(numberIn(In, "endColumn"))};
      E.Replacement = textIn(In, "replacement");
      Fix.Edits.push_back(std::move(E));
    }
    return Fix;
  }

  Heir heir(const json::Object &O) {
    Heir H;
    H.Description = textIn(O, "description");
    H.Slot = slotId(O, "slot");
    H.Kind = named(textIn(O, "kind"), HeirKind::Unknown, HeirKind::LaterCall);
    H.Caller = textIn(O, "caller");
    H.Callee = textIn(O, "callee");
    H.Call = position(objectIn(O, "call"));
    H.StaleValue = textIn(O, "staleValue");
    for (const json::Value &V : listIn(O, "parts")) {
      const json::Object &In = objectOf(V);
      H.Parts.push_back(
          {.Offset = countIn(In, "offset").value_or(0),
           .Size = countIn(In, "size").value_or(0),
           .Kind = named(textIn(In, "kind"), SlotKind::Variable,
                         SlotKind::Unattributed),
           .Owner = textIn(In, "owner"),
           .Function = textIn(In, "function"),
           .Variable = textIn(In, "variable"),
           .CfaOffset = cfaOffset(In),
           .Written = named(textIn(In, "written"), Overwrite::Never,
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
  if (textIn(Json, "schema") != JsonSchema)
    return llvm::createStringError("it has no \"schema\": \"" +
                                   llvm::Twine(JsonSchema) + "\"");
  Document.Target = textIn(Json, "target");
  if (!Json.getArray("units"))
    return llvm::createStringError("it has no \"units\": only what `framewalk "
                                   "explain --format=json` wrote has some");
  for (const json::Value &V : listIn(Json, "units")) {
    const json::Object *Unit = V.getAsObject();
    if (!Unit)
      return llvm::createStringError("a unit is no object");
    if (llvm::Error E = UnitReader(Document.Units.emplace_back()).read(*Unit))
      return std::move(E);
  }
  return Document;
}

llvm::Expected<ReportDocument> framewalk::readReport(llvm::StringRef Text) {
  llvm::Expected<json::Object> Json = readObject(Text);
  if (!Json)
    return Json.takeError();
  return readReport(*Json);
}
