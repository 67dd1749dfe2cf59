//===- ProjectJson.cpp ----------------------------------------------------===//

#include "Render/ProjectJson.h"

#include "Render/Json.h"
#include "Render/JsonMembers.h"
#include "Render/JsonReading.h"
#include "Render/ReadJson.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
namespace json = llvm::json;

namespace {

constexpr const char *Schema = "framewalk-project/1";

class Writer : JsonMembers {
public:
  explicit Writer(llvm::json::OStream &J) : JsonMembers(J) {}

  void index(const ProjectIndex &Index) {
    J.object([&] {
      text("schema", Schema);
      if (!Index.Part.isWhole())
        J.attributeObject("shard", [&] {
          number("index", Index.Part.Index);
          number("count", Index.Part.Count);
          text("work", Index.Part.Work);
        });
      J.attributeObject("totals", [&] { totals(Index.Totals); });
      J.attributeArray("functions", [&] {
        for (const IndexedFunction &F : Index.Functions)
          function(Index, F);
      });
      places("largestFrames", Index.LargestFrames);
      places("mostPadding", Index.MostPadding);
      places("deepestChains", Index.DeepestChains);
      J.attributeArray("units", [&] {
        for (const UnitSummary &U : Index.Units)
          unit(U);
      });
    });
  }

  void unit(const UnitSummary &U) {
    J.object([&] {
      text("id", U.Id);
      text("source", U.Source);
      text("target", U.Target);
      textUnlessEmpty("failure", U.Failure);
      texts("notes", U.Notes);
      J.attributeArray("functions", [&] {
        for (const FunctionSummary &F : U.Functions)
          summary(F);
      });
      J.attributeBegin("report");
      writeReportJson(J, U.Target, U.Findings);
      J.attributeEnd();
    });
  }

private:
  void totals(const ProjectTotals &T) {
    number("units", T.Units);
    number("failed", T.Failed);
    number("functions", T.Functions);
    number("frameBytes", T.FrameBytes);
    number("paddingBytes", T.PaddingBytes);
    number("dynamicFrames", T.DynamicFrames);
    number("findings", T.Findings);
    number("suppressed", T.Suppressed);
  }

  void places(llvm::StringRef Key, const std::vector<uint32_t> &Indices) {
    J.attributeArray(Key, [&] {
      for (uint32_t I : Indices)
        J.value(int64_t(I));
    });
  }

  void textsUnlessNone(llvm::StringRef Key,
                       const std::vector<std::string> &All) {
    if (!All.empty())
      texts(Key, All);
  }

  void function(const ProjectIndex &Index, const IndexedFunction &F) {
    const UnitSummary &Unit = Index.Units[F.Shown.Unit];
    const FunctionSummary &Shown = Unit.Functions[F.Shown.Function];
    J.object([&] {
      text("name", Shown.Name);
      text("linkageName", Shown.LinkageName);
      text("file", Shown.File);
      number("line", Shown.Line);
      text("unit", Unit.Id);
      number("units", F.UnitCount);
      frameSize("smallest", F.Smallest);
      frameSize("largest", F.Largest);
      number("padding", Shown.Padding);
      J.attributeObject("stack", [&] { depth(Index, F.Depth); });
    });
  }

  void depth(const ProjectIndex &Index, const StackDepth &D) {
    auto Name = [&](FunctionRef F) {
      return Index.Units[F.Unit].Functions[F.Function].Name;
    };
    number("bytes", D.Bytes);
    J.attribute("bounded", !D.Doubts.any());
    J.attribute("unbounded", D.Doubts.isUnbounded());
    J.attributeArray("doubts", [&] {
      if (D.Doubts.Recursion)
        string("recursion");
      if (D.Doubts.DynamicFrame)
        string("dynamicFrame");
      if (D.Doubts.IndirectCall)
        string("indirectCall");
      if (D.Doubts.UnknownCallee)
        string("unknownCallee");
    });
    if (D.Chain.empty())
      return;
    J.attributeArray("chain", [&] {
      for (const ChainLink &L : D.Chain)
        J.object([&] {
          text("function", Name(L.Function));
          text("unit", Index.Units[L.Function.Unit].Id);
          number("bytes", L.Bytes);
          if (L.CallLine) {
            number("callLine", L.CallLine);
            number("callColumn", L.CallColumn);
          }
        });
    });
    if (!D.Cycle.empty())
      J.attributeArray("cycle", [&] {
        for (FunctionRef F : D.Cycle)
          string(Name(F));
      });
    textsUnlessNone("dynamicFrames", D.DynamicFrames);
    textsUnlessNone("indirectCallers", D.IndirectCallers);
    textsUnlessNone("unknownCallees", D.UnknownCallees);
  }

  void summary(const FunctionSummary &F) {
    J.object([&] {
      text("name", F.Name);
      text("linkageName", F.LinkageName);
      text("anchor", F.Anchor);
      textsUnlessNone("aliases", F.Aliases);
      text("file", F.File);
      number("line", F.Line);
      number("column", F.Column);
      if (F.IsLocal)
        J.attribute("local", true);
      if (F.IsWeak)
        J.attribute("weak", true);
      if (F.AcceptsFrame)
        J.attribute("acceptsFrame", true);
      if (F.AcceptsDepth)
        J.attribute("acceptsDepth", true);
      frameSize("size", F.Size);
      number("padding", F.Padding);
      J.attributeArray("largest", [&] {
        for (const VariableCost &V : F.Largest)
          J.object([&] {
            text("name", V.Name);
            textUnlessEmpty("what", V.What);
            text("type", V.Type);
            number("size", V.Size);
            number("line", V.Line);
            number("column", V.Column);
          });
      });
      J.attributeArray("calls", [&] {
        for (const CallSummary &C : F.Calls)
          J.object([&] {
            if (C.Symbol.empty())
              null("symbol");
            else
              text("symbol", C.Symbol);
            number("line", C.Line);
            number("column", C.Column);
            numberOrNull("depth", C.Depth);
          });
      });
    });
  }
};

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

FunctionSummary readFunction(const json::Object &O) {
  FunctionSummary F;
  F.Name = textIn(O, "name");
  F.LinkageName = textIn(O, "linkageName");
  F.Anchor = textIn(O, "anchor");
  F.Aliases = textsIn(O, "aliases");
  F.File = textIn(O, "file");
  F.Line = uint32_t(numberIn(O, "line"));
  F.Column = uint32_t(numberIn(O, "column"));
  F.IsLocal = isTrueIn(O, "local");
  F.IsWeak = isTrueIn(O, "weak");
  F.AcceptsFrame = isTrueIn(O, "acceptsFrame");
  F.AcceptsDepth = isTrueIn(O, "acceptsDepth");
  const json::Object &Size = objectIn(O, "size");
  F.Size = {.Min = countIn(Size, "min").value_or(0),
            .Max = countIn(Size, "max")};
  F.Padding = countIn(O, "padding").value_or(0);
  for (const json::Value &Each : listIn(O, "largest")) {
    const json::Object &V = objectOf(Each);
    F.Largest.push_back({.Name = textIn(V, "name"),
                         .What = textIn(V, "what"),
                         .Type = textIn(V, "type"),
                         .Size = countIn(V, "size").value_or(0),
                         .Line = uint32_t(numberIn(V, "line")),
                         .Column = uint32_t(numberIn(V, "column"))});
  }
  for (const json::Value &Each : listIn(O, "calls")) {
    const json::Object &C = objectOf(Each);
    F.Calls.push_back({.Symbol = textIn(C, "symbol"),
                       .Line = uint32_t(numberIn(C, "line")),
                       .Column = uint32_t(numberIn(C, "column")),
                       .Depth = countIn(C, "depth")});
  }
  return F;
}

llvm::Expected<UnitSummary> readUnit(const json::Object &O) {
  UnitSummary U;
  U.Id = textIn(O, "id");
  U.Source = textIn(O, "source");
  U.Target = textIn(O, "target");
  U.Failure = textIn(O, "failure");
  U.Notes = textsIn(O, "notes");
  for (const json::Value &F : listIn(O, "functions"))
    U.Functions.push_back(readFunction(objectOf(F)));
  const json::Object *Report = O.getObject("report");
  if (!Report || U.Id.empty())
    return llvm::createStringError("a unit has no id or no report");
  llvm::Expected<ReportDocument> Findings = readReport(*Report);
  if (!Findings)
    return Findings.takeError();
  if (Findings->Units.size() != 1)
    return llvm::createStringError("a unit has not one report");
  U.Findings = std::move(Findings->Units.front());
  return U;
}

} // namespace

void framewalk::renderProjectJson(const ProjectIndex &Index,
                                  llvm::raw_ostream &OS) {
  json::OStream J(OS);
  Writer(J).index(Index);
  OS << '\n';
}

void framewalk::renderSummary(const UnitSummary &Unit, llvm::raw_ostream &OS) {
  json::OStream J(OS);
  Writer(J).unit(Unit);
  OS << '\n';
}

llvm::Expected<UnitSummary> framewalk::readSummary(llvm::StringRef Text) {
  llvm::Expected<json::Object> Json = readObject(Text);
  if (!Json)
    return Json.takeError();
  return readUnit(*Json);
}

llvm::Expected<SavedProject> framewalk::readProject(llvm::StringRef Text) {
  llvm::Expected<json::Object> Json = readObject(Text);
  if (!Json)
    return Json.takeError();
  const json::Object &O = *Json;
  if (textIn(O, "schema") != Schema)
    return llvm::createStringError("it has no \"schema\": \"" +
                                   llvm::Twine(Schema) + "\"");
  SavedProject Saved;
  if (const json::Object *Part = O.getObject("shard"))
    Saved.Part = {.Index = unsigned(numberIn(*Part, "index")),
                  .Count = unsigned(numberIn(*Part, "count")),
                  .Work = textIn(*Part, "work")};
  const json::Array *All = O.getArray("units");
  if (!All)
    return llvm::createStringError("it has no \"units\"");
  for (const json::Value &V : *All) {
    const json::Object *Each = V.getAsObject();
    if (!Each)
      return llvm::createStringError("a unit is no object");
    llvm::Expected<UnitSummary> Unit = readUnit(*Each);
    if (!Unit)
      return Unit.takeError();
    Saved.Units.push_back(std::move(*Unit));
  }
  return Saved;
}
