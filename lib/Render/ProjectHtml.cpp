//===- ProjectHtml.cpp ----------------------------------------------------===//

#include "Render/ProjectHtml.h"

#include "Render/HtmlSmallPage.h"
#include "Render/HtmlText.h"
#include "Render/ProjectWords.h"
#include "Render/Uri.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

/// A path as a relative link.
std::string link(llvm::StringRef Path) {
  return percentEncoded(Path, "-._~/:");
}

class Page {
public:
  Page(const ProjectIndex &Index, const ProjectPage &Options,
       llvm::raw_ostream &OS)
      : Index(Index), Options(Options), OS(OS) {}

  void document() {
    writeSmallPage(OS, {.Title = "Stack frames", .HasScript = true},
                   [&] { body(); });
  }

private:
  void body() {
    OS << "<p>" << escaped(totalWords(Index.Totals)) << "</p>\n"
       << "<nav aria-label=\"Parts\"><a href=\"#findings\">Findings</a><a "
          "href=\"#frames\">Frames</a><a href=\"#padding\">Padding</a><a "
          "href=\"#chains\">Chains</a><a href=\"#units\">Files</a><a "
          "href=\"#functions\">Functions</a></nav>\n"
          "<label hidden>Search (key /)<input id=\"search\" type=\"search\" "
          "autocomplete=\"off\"><span id=\"count\" class=\"note\" "
          "role=\"status\"></span></label>\n";
    findings();
    frames();
    padding();
    chains();
    units();
    functions();
  }

  template <typename Rows>
  void table(const char *Id, const char *Title,
             std::initializer_list<TableHead> Heads, Rows Write) {
    OS << "<h2 id=\"" << Id << "\">" << Title << "</h2>\n";
    openTable(OS, Id, Heads);
    Write();
    OS << "</tbody></table></div>\n";
  }

  void number(std::string_view Text) {
    OS << "<td class=\"n\">" << escaped(Text) << "</td>";
  }
  void code(std::string_view Text) {
    OS << "<code>" << escaped(Text) << "</code>";
  }

  /// A link into the unit's page, where there is one.
  void unitLink(const UnitSummary &Unit, std::string_view Fragment,
                std::string_view Text) {
    if (Options.UnitSuffix.empty() || !Unit.Failure.empty())
      return code(Text);
    OS << "<a href=\""
       << link(Options.UnitsFolder + "/" + unitFileName(Unit.Id))
       << link(Options.UnitSuffix);
    if (!Fragment.empty())
      OS << '#' << link(llvm::StringRef(Fragment.data(), Fragment.size()));
    OS << "\">";
    code(Text);
    OS << "</a>";
  }
  static std::string_view anchorOf(const UnitSummary &Unit,
                                   const std::string &Name) {
    for (const FunctionSummary &F : Unit.Functions)
      if (F.Name == Name)
        return F.Anchor;
    return "";
  }
  void functionLink(FunctionRef Ref) {
    const FunctionSummary &F = functionAt(Index, Ref);
    unitLink(Index.Units[Ref.Unit], F.Anchor, F.Name);
  }
  void functionCell(FunctionRef Ref) {
    OS << "<td>";
    functionLink(Ref);
    OS << "</td><td>";
    code(placeWords(functionAt(Index, Ref)));
    OS << "</td>";
  }

  void findings() {
    table("findings", "Findings", {{"where"}, {"what"}, {"rule"}}, [&] {
      for (const UnitSummary &U : Index.Units) {
        for (size_t I = 0; I < U.Findings.Findings.size(); ++I) {
          const Finding &F = U.Findings.Findings[I];
          std::string Line(anchorOf(U, F.Function));
          if (!Line.empty())
            Line += fmt::format("/L{}", F.Position.Line);
          OS << "<tr><td>";
          unitLink(U, Line,
                   fmt::format("{}:{}", U.Findings.fileName(F.Position.File),
                               F.Position.Line));
          OS << "</td><td"
             << (F.Level == Severity::Warning ? " class=\"bad\">" : ">")
             << escaped(F.Message) << "</td><td>";
          code(F.RuleId);
          OS << "</td></tr>\n";
        }
      }
    });
  }

  /// As long as the number is large; the number stands beside it.
  void bar(uint64_t Bytes, uint64_t Most) {
    OS << fmt::format("<td><svg class=\"share\" width=\"80\" height=\"10\" "
                      "aria-hidden=\"true\"><rect width=\"{:.1f}\" "
                      "height=\"10\"/></svg></td>",
                      Most ? 80.0 * double(Bytes) / double(Most) : 0.0);
  }

  void frames() {
    const uint64_t Most =
        Index.LargestFrames.empty()
            ? 0
            : Index.Functions[Index.LargestFrames.front()].Largest.Min;
    table("frames", "Largest frames",
          {{"bytes", true}, {""}, {"function"}, {"where"}, {"the most of it"}},
          [&] {
            for (uint32_t I : Index.LargestFrames) {
              const FunctionSummary &F = functionAt(Index, I);
              OS << "<tr>";
              number(sizeWords(Index.Functions[I].Largest));
              bar(Index.Functions[I].Largest.Min, Most);
              functionCell(Index.Functions[I].Shown);
              OS << "<td>";
              for (const VariableCost &V : F.Largest) {
                OS << (&V == &F.Largest.front() ? "" : ", ");
                if (V.Name.empty())
                  OS << escaped(V.What);
                else
                  code(V.Name);
                OS << ' ' << V.Size;
              }
              OS << "</td></tr>\n";
            }
          });
  }

  void padding() {
    table("padding", "Most padding",
          {{"bytes", true}, {"of", true}, {"function"}, {"where"}}, [&] {
            for (uint32_t I : Index.MostPadding) {
              const FunctionSummary &F = functionAt(Index, I);
              OS << "<tr>";
              number(std::to_string(F.Padding));
              number(sizeWords(F.Size));
              functionCell(Index.Functions[I].Shown);
              OS << "</tr>\n";
            }
          });
  }

  void chains() {
    table("chains", "Deepest chains of calls",
          {{"bytes", true},
           {"chain, and what each has on the stack when it calls the next"},
           {"why perhaps more"}},
          [&] {
            for (uint32_t I : Index.DeepestChains) {
              const StackDepth &Depth = Index.Functions[I].Depth;
              OS << "<tr>";
              number(depthWords(Depth));
              OS << "<td>";
              for (const ChainLink &Link : Depth.Chain) {
                OS << (&Link == &Depth.Chain.front() ? "" : " → ");
                functionLink(Link.Function);
                OS << ' ' << Link.Bytes;
              }
              OS << "</td><td>" << escaped(doubtWords(Index, Depth))
                 << "</td></tr>\n";
            }
          });
  }

  void units() {
    table("units", "Files",
          {{"file"},
           {"functions", true},
           {"findings", true},
           {"without a report"}},
          [&] {
            for (const UnitSummary &U : Index.Units) {
              OS << "<tr><td>";
              unitLink(U, "", U.Id);
              OS << "</td>";
              number(std::to_string(U.Functions.size()));
              number(std::to_string(U.Findings.Findings.size()));
              OS << "<td class=\"bad\">" << escaped(U.Failure)
                 << "</td></tr>\n";
            }
          });
  }

  void functions() {
    table("functions", "Functions",
          {{"function"},
           {"where"},
           {"bytes", true},
           {"padding", true},
           {"stack below", true},
           {"why perhaps more"},
           {"files", true}},
          [&] {
            for (const IndexedFunction &F : Index.Functions) {
              OS << "<tr>";
              functionCell(F.Shown);
              number(F.UnitCount == 1
                         ? sizeWords(F.Largest)
                         : sizeWords({F.Smallest.Min, F.Largest.Max}));
              number(std::to_string(functionAt(Index, F.Shown).Padding));
              number(depthWords(F.Depth));
              OS << "<td class=\"note\">" << escaped(doubtNames(F.Depth.Doubts))
                 << "</td>";
              number(std::to_string(F.UnitCount));
              OS << "</tr>\n";
            }
          });
  }

  const ProjectIndex &Index;
  const ProjectPage &Options;
  llvm::raw_ostream &OS;
};

} // namespace

void framewalk::renderProjectHtml(const ProjectIndex &Index,
                                  const ProjectPage &Options,
                                  llvm::raw_ostream &OS) {
  Page(Index, Options, OS).document();
}
