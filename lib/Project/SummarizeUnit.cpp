//===- SummarizeUnit.cpp --------------------------------------------------===//

#include "Project/SummarizeUnit.h"

#include "Pipeline/FrameCosts.h"
#include "Pipeline/Suppressions.h"
#include "Render/FindingWords.h"
#include "Simulation/Activation.h"
#include "Support/SourceLines.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

#include <map>
#include <set>
#include <tuple>

using namespace framewalk;

namespace {

/// Code has one name here, whatever other symbols there are for it.
class SymbolNames {
public:
  explicit SymbolNames(const TranslationUnitReport &Unit)
      : Symbols(Unit.Image.Symbols) {
    llvm::StringMap<char> Reported;
    for (const FunctionReport &F : Unit.Functions)
      Reported[F.LinkageName];
    for (uint32_t I = Unit.Image.Sections.size(); I < Symbols.size(); ++I) {
      const ImageSymbol &S = Symbols[I];
      if (!S.Section)
        continue;
      AtPlace[placeOf(S)].push_back(I);
      if (Reported.contains(S.Name)) {
        NameAt.try_emplace(placeOf(S), S.Name);
        IndexOf.try_emplace(S.Name, I);
      }
    }
  }

  std::string nameOf(uint32_t Symbol) const {
    const ImageSymbol &S = Symbols[Symbol];
    if (S.Section)
      if (auto It = NameAt.find(placeOf(S)); It != NameAt.end())
        return It->second;
    return S.Name;
  }

  void describe(FunctionSummary &F) const {
    auto Own = IndexOf.find(F.LinkageName);
    if (Own == IndexOf.end())
      return;
    F.IsLocal = Symbols[Own->second].IsLocal;
    F.IsWeak = Symbols[Own->second].IsWeak;
    for (uint32_t I : AtPlace.at(placeOf(Symbols[Own->second])))
      if (I != Own->second && Symbols[I].IsFunction)
        F.Aliases.push_back(Symbols[I].Name);
  }

private:
  using Place = std::pair<uint32_t, uint64_t>;
  static Place placeOf(const ImageSymbol &S) { return {*S.Section, S.Offset}; }

  const std::vector<ImageSymbol> &Symbols;
  std::map<Place, std::vector<uint32_t>> AtPlace;
  std::map<Place, std::string> NameAt;
  llvm::StringMap<uint32_t> IndexOf;
};

/// Each callee once: where the most of the frame is in use.
std::vector<CallSummary> callsOf(const TranslationUnitReport &Unit,
                                 const FunctionReport &F,
                                 const SymbolNames &Names, int64_t Pointer) {
  std::map<std::string, CallSummary> Deepest;
  for (const CallSite &Site : F.Calls) {
    CallSummary Call;
    if (Site.Symbol && *Site.Symbol < Unit.Image.Symbols.size())
      Call.Symbol = Names.nameOf(*Site.Symbol);
    const Instruction &I = F.Instructions[Site.Instruction.Value];
    if (I.Position.isValid() && I.Position.File == F.Position.File) {
      Call.Line = I.Position.Line;
      Call.Column = I.Position.Column;
    }
    if (I.StackDepth) // a jump finds the caller's own return address there
      Call.Depth = uint64_t(*I.StackDepth - (Site.IsTailCall ? Pointer : 0));
    auto [It, IsNew] = Deepest.try_emplace(Call.Symbol, Call);
    const bool IsDeeper =
        !Call.Depth || (It->second.Depth && *Call.Depth > *It->second.Depth);
    if (!IsNew && It->second.Depth && IsDeeper)
      It->second = std::move(Call);
  }
  std::vector<CallSummary> Result;
  for (auto &[Symbol, Call] : Deepest)
    Result.push_back(std::move(Call));
  return Result;
}

/// NOLINT comments at the functions' names, about rules that are only looked at
/// when all units are there.
class NameComments {
public:
  NameComments(const TranslationUnitReport &Unit, SourceLines &Lines)
      : Unit(Unit), Lines(Lines) {}

  void describe(const SourcePosition &Name, FunctionSummary &F) {
    if (Name.File.Value >= Unit.Files.size())
      return;
    Suppressions &Here = commentsOf(Name.File);
    F.AcceptsFrame = Here.hides(FrameSizeRule, Name.Line);
    F.AcceptsDepth = Here.hides(StackDepthRule, Name.Line);
  }

private:
  Suppressions &commentsOf(FileId File) {
    auto It = ByFile.find(File);
    if (It != ByFile.end())
      return It->second;
    std::string_view Text = Lines.text(Unit.Files[File.Value]);
    std::vector<SuppressionComment> Comments;
    if (Text.find("NOLINT") != Text.npos) // few have one
      Comments = readSuppressions(Text, File, /*IsCPlusPlus=*/true);
    return ByFile.try_emplace(File, std::move(Comments)).first->second;
  }

  const TranslationUnitReport &Unit;
  SourceLines &Lines;
  std::map<FileId, Suppressions> ByFile;
};

void quoteLines(TranslationUnitReport &Unit, SourceLines &Lines) {
  std::set<SourcePosition> Wanted;
  auto Add = [&](SourcePosition P) {
    P.Column = 0;
    if (P.isValid() && P.File.Value < Unit.Files.size())
      Wanted.insert(P);
  };
  for (const std::vector<Finding> *List : {&Unit.Findings, &Unit.Suppressed})
    for (const Finding &F : *List) {
      Add(F.Position);
      for (const Sentence &S : sentencesOf(F))
        Add(S.Position);
      for (const FixHint &Fix : F.Fixes)
        for (const TextEdit &E : Fix.Edits) {
          Add(E.Begin);
          Add(E.End);
        }
    }
  for (const SourcePosition &P : Wanted)
    Unit.Lines.push_back(
        {.File = P.File,
         .Number = P.Line,
         .Text = std::string(Lines.line(Unit.Files[P.File.Value], P.Line))});
}

} // namespace

UnitSummary framewalk::summarizeUnit(const TranslationUnitReport &Unit,
                                     std::string Id) {
  UnitSummary Summary;
  Summary.Id = std::move(Id);
  Summary.Source = Unit.Source;
  Summary.Target = Unit.Target;
  Summary.Notes = Unit.Notes;
  const int64_t Pointer = pointerSizeOf(Unit.Target);
  SymbolNames Names(Unit);
  SourceLines Lines;
  for (const auto &[File, Path] : Unit.FoundAt)
    Lines.locate(File, Path);
  NameComments Comments(Unit, Lines);
  for (const FunctionReport &F : Unit.Functions) {
    FunctionSummary Function;
    Function.Name = F.Name;
    Function.LinkageName = F.LinkageName;
    Function.File = F.Position.File.Value < Unit.Files.size()
                        ? Unit.Files[F.Position.File.Value]
                        : Unit.Source;
    Function.Line = F.Position.Line;
    Function.Column = F.Position.Column;
    Function.Size = F.Frame.size();
    Function.Padding = F.Frame.bytesOf(SlotKind::Padding);
    Function.Largest = largestVariables(F);
    Function.Calls = callsOf(Unit, F, Names, Pointer);
    Names.describe(Function);
    Comments.describe(F.Position, Function);
    Summary.Functions.push_back(std::move(Function));
  }
  TranslationUnitReport &Kept = Summary.Findings;
  Kept.Source = Unit.Source;
  Kept.Target = Unit.Target;
  Kept.Files = Unit.Files;
  Kept.Findings = Unit.Findings;
  Kept.Suppressed = Unit.Suppressed;
  quoteLines(Kept, Lines);
  return Summary;
}
