//===- ProjectMarkdown.cpp ------------------------------------------------===//

#include "Render/ProjectMarkdown.h"

#include "Render/MarkdownText.h"
#include "Render/ProjectWords.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

/// Comments are short: the page has more.
constexpr size_t MostRows = 10;
/// Of a chain so many links are shown at each end.
constexpr size_t MostLinks = 4;

class Writer {
public:
  Writer(const ProjectIndex &Index, llvm::raw_ostream &OS)
      : Index(Index), OS(OS) {}

  void document() {
    OS << "# Stack frames\n\n"
       << markdownText(totalWords(Index.Totals)) << '\n';
    findings();
    failures();
    frames();
    padding();
    chains();
  }

private:
  static std::string place(const FunctionSummary &F) {
    return markdownCode(placeWords(F));
  }

  /// The first of a list of functions.
  static llvm::ArrayRef<uint32_t> first(const std::vector<uint32_t> &All) {
    return llvm::ArrayRef(All).take_front(MostRows);
  }

  std::string chain(const StackDepth &Depth) const {
    std::string Text;
    const size_t Count = Depth.Chain.size();
    for (size_t I = 0; I < Count; ++I) {
      Text += Text.empty() ? "" : " → ";
      if (I == MostLinks && Count > 2 * MostLinks + 1) {
        I = Count - MostLinks;
        Text += fmt::format("{} more → ", Count - 2 * MostLinks);
      }
      const ChainLink &Link = Depth.Chain[I];
      Text += fmt::format("{} {}",
                          markdownCode(functionAt(Index, Link.Function).Name),
                          Link.Bytes);
    }
    return Text;
  }

  void section(const char *Title, const std::string &Text) {
    if (!Text.empty())
      OS << "\n## " << Title << "\n\n" << Text;
  }

  void findings() {
    MarkdownTable T({"where", "what", "rule"});
    for (const UnitSummary &U : Index.Units)
      for (const Finding &F : U.Findings.Findings) {
        T.row({markdownCode(fmt::format("{}:{}",
                                        U.Findings.fileName(F.Position.File),
                                        F.Position.Line)),
               markdownText(F.Message), markdownCode(F.RuleId)});
      }
    section("Findings", T.text());
  }

  void failures() {
    MarkdownTable T({"file", "why"});
    for (const UnitSummary &U : Index.Units)
      if (!U.Failure.empty())
        T.row({markdownCode(U.Id), markdownText(U.Failure)});
    section("Files without a report", T.text());
  }

  void frames() {
    MarkdownTable T({">bytes", "function", "where", "the most of it"});
    for (uint32_t I : first(Index.LargestFrames)) {
      const FunctionSummary &F = functionAt(Index, I);
      std::string Costs;
      for (const VariableCost &V : F.Largest)
        Costs += fmt::format("{}{} {}", Costs.empty() ? "" : ", ",
                             V.Name.empty() ? markdownText(V.What)
                                            : markdownCode(V.Name),
                             V.Size);
      T.row({sizeWords(Index.Functions[I].Largest), markdownCode(F.Name),
             place(F), std::move(Costs)});
    }
    section("Largest frames", T.text());
  }

  void padding() {
    MarkdownTable T({">bytes", ">of", "function", "where"});
    for (uint32_t I : first(Index.MostPadding)) {
      const FunctionSummary &F = functionAt(Index, I);
      T.row({std::to_string(F.Padding), sizeWords(F.Size), markdownCode(F.Name),
             place(F)});
    }
    section("Most padding", T.text());
  }

  void chains() {
    MarkdownTable T({">bytes", "chain", "why perhaps more"});
    for (uint32_t I : first(Index.DeepestChains)) {
      const StackDepth &Depth = Index.Functions[I].Depth;
      T.row({depthWords(Depth), chain(Depth),
             markdownText(doubtWords(Index, Depth))});
    }
    section("Deepest chains of calls", T.text());
    if (!T.empty())
      OS << "\nA number behind a function is what it has on the stack when it "
            "calls the next.\n";
  }

  const ProjectIndex &Index;
  llvm::raw_ostream &OS;
};

} // namespace

void framewalk::renderProjectMarkdown(const ProjectIndex &Index,
                                      llvm::raw_ostream &OS) {
  Writer(Index, OS).document();
}
