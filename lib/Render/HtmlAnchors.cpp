//===- HtmlAnchors.cpp ----------------------------------------------------===//

#include "Render/HtmlAnchors.h"

#include "Render/HtmlSource.h"

#include "llvm/ADT/StringExtras.h"

using namespace framewalk;

namespace {

constexpr size_t LongestAnchor = 60;

/// Those of the page itself.
bool isReserved(const std::string &Anchor) {
  return Anchor == "functions" || Anchor == "top" ||
         Anchor.starts_with("finding") || Anchor.starts_with("unit");
}

} // namespace

std::string framewalk::plainName(std::string_view Name) {
  std::string Plain;
  for (char C : Name) {
    const bool IsKept = llvm::isAlnum(C) || C == '_' || C == ':' || C == '~';
    if (IsKept)
      Plain += C;
    else if (!Plain.empty() && Plain.back() != '-')
      Plain += '-';
    if (Plain.size() == LongestAnchor)
      break;
  }
  while (!Plain.empty() && Plain.back() == '-')
    Plain.pop_back();
  return Plain.empty() ? "function" : Plain;
}

std::string AnchorNames::add(std::string Anchor) {
  if (unsigned Before = Count[Anchor]++)
    Anchor += "." + std::to_string(Before + 1);
  return Anchor;
}

std::string_view UnitAnchors::of(const std::string &Symbol,
                                 const std::string &Name) const {
  if (auto Found = BySymbol.find(Symbol); Found != BySymbol.end())
    return OfFunction[Found->second];
  if (auto Found = ByName.find(Name); Found != ByName.end())
    return OfFunction[Found->second];
  return "";
}

std::string_view UnitAnchors::at(const TranslationUnitReport &Unit,
                                 const SourcePosition &P) const {
  std::string_view Innermost;
  for (size_t I = 0; I < Unit.Functions.size(); ++I)
    if (Unit.Functions[I].Position.File == P.File &&
        linesOf(Unit.Functions[I]).contains(P.Line))
      Innermost = OfFunction[I];
  return Innermost;
}

std::vector<UnitAnchors>
framewalk::makeAnchors(const ReportDocument &Document) {
  std::vector<UnitAnchors> All;
  AnchorNames Names;
  for (const TranslationUnitReport &U : Document.Units) {
    UnitAnchors &Anchors = All.emplace_back();
    for (const FunctionReport &F : U.Functions) {
      std::string Anchor = plainName(F.Name);
      if (isReserved(Anchor))
        Anchor += '-';
      Anchors.BySymbol.try_emplace(F.LinkageName, Anchors.OfFunction.size());
      Anchors.ByName.try_emplace(F.Name, Anchors.OfFunction.size());
      Anchors.OfFunction.push_back(Names.add(std::move(Anchor)));
    }
  }
  return All;
}
