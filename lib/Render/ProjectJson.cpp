//===- ProjectJson.cpp ----------------------------------------------------===//

#include "Render/ProjectJson.h"

#include "Render/Json.h"
#include "Render/JsonMembers.h"
#include "Render/ReadJson.h"
#include "Support/ParseJson.h"

#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
namespace json = llvm::json;

namespace {

class Writer : JsonMembers {
public:
  explicit Writer(llvm::raw_ostream &OS) : JsonMembers(OS) {}

  void index(const ProjectIndex &Index) {
    J.object([&] {
      text("schema", "framewalk-project/1");
      if (!Index.Part.isWhole())
        J.attributeObject("shard", [&] {
          number("index", Index.Part.Index);
          number("count", Index.Part.Count);
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
      J.rawValue([&](llvm::raw_ostream &OS) {
        ReportDocument Findings;
        Findings.Target = U.Target;
        Findings.Units.push_back(U.Findings);
        std::string Text;
        llvm::raw_string_ostream Buffer(Text);
        renderJson(Findings, Buffer);
        OS << llvm::StringRef(Text).rtrim();
      });
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

  void size(llvm::StringRef Key, FrameSize Size) {
    J.attributeObject(Key, [&] {
      number("min", Size.Min);
      numberOrNull("max", Size.Max);
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
      size("smallest", F.Smallest);
      size("largest", F.Largest);
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
      size("size", F.Size);
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

std::string text(const json::Object &O, llvm::StringRef Key) {
  return O.getString(Key).value_or("").str();
}

uint64_t number(const json::Object &O, llvm::StringRef Key) {
  return uint64_t(O.getInteger(Key).value_or(0));
}

std::optional<uint64_t> count(const json::Object &O, llvm::StringRef Key) {
  std::optional<int64_t> N = O.getInteger(Key);
  return N ? std::optional(uint64_t(*N)) : std::nullopt;
}

/// Calls \p Read with each object of the list.
template <typename Reader>
void each(const json::Object &O, llvm::StringRef Key, Reader Read) {
  if (const json::Array *All = O.getArray(Key))
    for (const json::Value &V : *All)
      if (const json::Object *Each = V.getAsObject())
        Read(*Each);
}

std::vector<std::string> texts(const json::Object &O, llvm::StringRef Key) {
  std::vector<std::string> Result;
  if (const json::Array *All = O.getArray(Key))
    for (const json::Value &V : *All)
      Result.push_back(V.getAsString().value_or("").str());
  return Result;
}

FunctionSummary readFunction(const json::Object &O) {
  FunctionSummary F;
  F.Name = text(O, "name");
  F.LinkageName = text(O, "linkageName");
  F.Anchor = text(O, "anchor");
  F.Aliases = texts(O, "aliases");
  F.File = text(O, "file");
  F.Line = uint32_t(number(O, "line"));
  F.Column = uint32_t(number(O, "column"));
  F.IsLocal = O.getBoolean("local").value_or(false);
  F.IsWeak = O.getBoolean("weak").value_or(false);
  F.AcceptsFrame = O.getBoolean("acceptsFrame").value_or(false);
  F.AcceptsDepth = O.getBoolean("acceptsDepth").value_or(false);
  if (const json::Object *Size = O.getObject("size"))
    F.Size = {.Min = number(*Size, "min"), .Max = count(*Size, "max")};
  F.Padding = number(O, "padding");
  each(O, "largest", [&](const json::Object &V) {
    F.Largest.push_back({.Name = text(V, "name"),
                         .What = text(V, "what"),
                         .Type = text(V, "type"),
                         .Size = number(V, "size"),
                         .Line = uint32_t(number(V, "line")),
                         .Column = uint32_t(number(V, "column"))});
  });
  each(O, "calls", [&](const json::Object &C) {
    F.Calls.push_back({.Symbol = text(C, "symbol"),
                       .Line = uint32_t(number(C, "line")),
                       .Column = uint32_t(number(C, "column")),
                       .Depth = count(C, "depth")});
  });
  return F;
}

llvm::Expected<UnitSummary> readUnit(const json::Object &O) {
  UnitSummary U;
  U.Id = text(O, "id");
  U.Source = text(O, "source");
  U.Target = text(O, "target");
  U.Failure = text(O, "failure");
  U.Notes = texts(O, "notes");
  each(O, "functions",
       [&](const json::Object &F) { U.Functions.push_back(readFunction(F)); });
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

llvm::Expected<json::Value> parse(llvm::StringRef Text) {
  llvm::Expected<json::Value> Json = parseJson(Text);
  if (!Json)
    return llvm::createStringError("it is no JSON: " +
                                   llvm::toString(Json.takeError()));
  if (!Json->getAsObject())
    return llvm::createStringError("it is no JSON object");
  return Json;
}

} // namespace

void framewalk::renderProjectJson(const ProjectIndex &Index,
                                  llvm::raw_ostream &OS) {
  Writer(OS).index(Index);
  OS << '\n';
}

void framewalk::renderSummary(const UnitSummary &Unit, llvm::raw_ostream &OS) {
  Writer(OS).unit(Unit);
  OS << '\n';
}

llvm::Expected<UnitSummary> framewalk::readSummary(llvm::StringRef Text) {
  llvm::Expected<json::Value> Json = parse(Text);
  if (!Json)
    return Json.takeError();
  return readUnit(*Json->getAsObject());
}

llvm::Expected<SavedProject> framewalk::readProject(llvm::StringRef Text) {
  llvm::Expected<json::Value> Json = parse(Text);
  if (!Json)
    return Json.takeError();
  const json::Object &O = *Json->getAsObject();
  if (text(O, "schema") != "framewalk-project/1")
    return llvm::createStringError(
        "it has no \"schema\": \"framewalk-project/1\"");
  SavedProject Saved;
  if (const json::Object *Part = O.getObject("shard"))
    Saved.Part = {.Index = unsigned(number(*Part, "index")),
                  .Count = unsigned(number(*Part, "count"))};
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
