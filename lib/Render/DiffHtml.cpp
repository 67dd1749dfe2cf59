//===- DiffHtml.cpp - What moved, as a page -------------------------------===//

#include "Render/Diff.h"
#include "Render/DiffDrawing.h"
#include "Render/DiffWords.h"
#include "Render/HtmlAnchors.h"
#include "Render/HtmlSmallPage.h"
#include "Render/HtmlText.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

class Page {
public:
  Page(const DiffReport &Report, llvm::raw_ostream &OS)
      : Report(Report), OS(OS) {
    AnchorNames Names;
    for (const FunctionDiff &F : Report.Functions)
      // The page's own have no dot.
      Anchors.push_back(Names.add("in." + plainName(F.LinkageName)));
  }

  void body() {
    OS << "<p><code>" << escaped(Report.BeforeName) << "</code> → <code>"
       << escaped(Report.AfterName)
       << "</code>: " << escaped(summaryWords(Report)) << "</p>\n";
    if (Report.Functions.size() > 1)
      overview();
    writeDiffPatterns(OS);
    for (size_t I = 0; I < Report.Functions.size(); ++I)
      function(Report.Functions[I], I);
  }

private:
  //===--- All functions, with their sizes --------------------------------===//

  void overview() {
    OS << "<h2 id=\"functions\">Functions</h2>\n";
    openTable(OS, "functions",
              {{"function"},
               {"before", true},
               {"after", true},
               {"difference", true},
               {"where"}});
    for (size_t I = 0; I < Report.Functions.size(); ++I) {
      const FunctionDiff &F = Report.Functions[I];
      OS << "<tr><td><a href=\"#" << Anchors[I] << "\"><code>"
         << escaped(F.Name) << "</code></a></td><td class=\"n\">"
         << sizeCell(F.Before) << "</td><td class=\"n\">" << sizeCell(F.After)
         << "</td>" << differenceCell(F) << "<td><code>" << escaped(F.Place)
         << "</code></td></tr>\n";
    }
    OS << "</tbody></table></div>\n";
  }

  static std::string sizeCell(const std::optional<FrameSize> &Size) {
    if (!Size)
      return "no frame";
    return fmt::format("{}{}", Size->Min, Size->Max == Size->Min ? "" : "+");
  }

  static std::string differenceCell(const FunctionDiff &F) {
    if (!F.Before || !F.After)
      return "<td class=\"n\"></td>";
    const int64_t Bytes = int64_t(F.After->Min) - int64_t(F.Before->Min);
    if (Bytes == 0)
      return "<td class=\"n\">0</td>";
    return fmt::format("<td class=\"n {}\">{}{}</td>",
                       Bytes > 0 ? "bad" : "good", Bytes > 0 ? "+" : "\u2212",
                       Bytes > 0 ? Bytes : -Bytes);
  }

  //===--- One function ---------------------------------------------------===//

  void function(const FunctionDiff &F, size_t Number) {
    OS << "<section class=\"diff\"><h2 id=\"" << Anchors[Number] << "\"><code>"
       << escaped(F.Name) << "</code></h2>\n<p><code>" << escaped(F.Place)
       << "</code>, " << escaped(sizeChangeWords(F));
    if (std::string Bytes = byteChangeWords(F, "\u2192"); !Bytes.empty())
      OS << ": " << escaped(Bytes);
    OS << "</p>\n";
    if (!F.Note.empty())
      OS << "<p class=\"note\">" << escaped(F.Note) << "</p>\n";
    writeDiffDrawing(F, OS);
    changes(F, Number);
    OS << "</section>\n";
  }

  void changes(const FunctionDiff &F, size_t Number) {
    if (F.Changes.empty())
      return;
    openTable(
        OS, Anchors[Number],
        {{"what"}, {"type"}, {"change"}, {"CFA before"}, {"after"}, {"why"}});
    for (const FrameChange &C : F.Changes)
      OS << "<tr><td><code>" << escaped(C.Name) << "</code></td><td><code>"
         << escaped(C.Type) << "</code></td><td>" << name(C.Kind)
         << "</td><td class=\"n\">" << escaped(placeWords(C.Before))
         << "</td><td class=\"n\">" << escaped(placeWords(C.After))
         << "</td><td>" << escaped(C.Why) << "</td></tr>\n";
    OS << "</tbody></table>\n";
    if (F.Unchanged)
      OS << "<p class=\"note\">" << escaped(unchangedWords(F)) << "</p>\n";
    OS << "</div>\n";
  }

  const DiffReport &Report;
  llvm::raw_ostream &OS;
  std::vector<std::string> Anchors; ///< of each function
};

} // namespace

void framewalk::renderDiffHtml(const DiffReport &Report,
                               llvm::raw_ostream &OS) {
  Page P(Report, OS);
  writeSmallPage(OS, {.Title = "What moved in the frames"}, [&] { P.body(); });
}
