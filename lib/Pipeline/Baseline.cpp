//===- Baseline.cpp -------------------------------------------------------===//

#include "Pipeline/Baseline.h"

#include "Support/ParseJson.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <set>
#include <tuple>

using namespace framewalk;

static constexpr llvm::StringRef SchemaName = "framewalk-baseline/1";

static llvm::Error wrong(const std::string &Path, const std::string &Why) {
  return llvm::createStringError(llvm::formatv(
      "'{0}' is no baseline: {1} (--write-baseline=FILE makes one)", Path,
      Why));
}

llvm::Expected<llvm::StringSet<>>
framewalk::readBaseline(const std::string &Path) {
  auto Buffer = llvm::MemoryBuffer::getFile(Path);
  if (!Buffer)
    return llvm::createStringError(
        llvm::formatv("cannot read the baseline '{0}': {1}", Path,
                      Buffer.getError().message()));
  llvm::StringRef Text = (*Buffer)->getBuffer();
  if (Text.trim().empty())
    return wrong(Path, "it is empty");
  if (!llvm::json::isUTF8(Text))
    return wrong(Path, "it is not UTF-8");
  llvm::Expected<llvm::json::Value> Value = parseJson(Text);
  if (!Value)
    return wrong(Path, llvm::toString(Value.takeError()));
  const llvm::json::Object *Top = Value->getAsObject();
  if (!Top || Top->getString("schema") != SchemaName)
    return wrong(Path,
                 "it does not say \"schema\": \"" + SchemaName.str() + "\"");
  const llvm::json::Array *List = Top->getArray("findings");
  if (!List)
    return wrong(Path, "it has no list \"findings\"");
  llvm::StringSet<> Known;
  for (size_t I = 0; I < List->size(); ++I) {
    const llvm::json::Object *Each = (*List)[I].getAsObject();
    std::optional<llvm::StringRef> Fingerprint =
        Each ? Each->getString("fingerprint") : std::nullopt;
    if (!Fingerprint || Fingerprint->empty())
      return wrong(Path,
                   llvm::formatv("findings[{0}] has no \"fingerprint\"", I));
    Known.insert(*Fingerprint);
  }
  return Known;
}

void framewalk::writeBaseline(const ReportDocument &Document,
                              llvm::raw_ostream &OS) {
  // By value and without lines: the file changes only where findings do.
  std::set<std::tuple<std::string, std::string_view, std::string, std::string>>
      All;
  for (const TranslationUnitReport &U : Document.Units)
    for (const Finding &F : U.Findings)
      All.emplace(F.Function, F.RuleId, F.Variable, F.Fingerprint);
  llvm::json::OStream J(OS, /*IndentSize=*/1);
  auto Fixed = [](std::string_view Text) {
    return llvm::json::fixUTF8(llvm::StringRef(Text));
  };
  J.object([&] {
    J.attribute("schema", SchemaName);
    J.attributeArray("findings", [&] {
      for (const auto &[Function, Rule, Variable, Fingerprint] : All)
        J.object([&] {
          J.attribute("fingerprint", Fingerprint);
          J.attribute("rule", Fixed(Rule));
          J.attribute("function", Fixed(Function));
          J.attribute("variable", Fixed(Variable));
        });
    });
  });
  OS << '\n';
}

void framewalk::dropKnown(ReportDocument &Document,
                          const llvm::StringSet<> &Known) {
  for (TranslationUnitReport &U : Document.Units)
    llvm::erase_if(U.Findings, [&](const Finding &F) {
      return Known.contains(F.Fingerprint);
    });
}
