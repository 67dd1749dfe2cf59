//===- DiffHtml.cpp - What moved, as a page -------------------------------===//

#include "Render/Diff.h"
#include "Render/DiffWords.h"
#include "Render/HtmlSmallPage.h"
#include "Render/HtmlText.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <algorithm>

using namespace framewalk;

namespace {

/// The larger of two frames is that high.
constexpr double MostPixels = 480;

class Page {
public:
  Page(const DiffReport &Report, llvm::raw_ostream &OS)
      : Report(Report), OS(OS) {}

  void body() {
    OS << "<p><code>" << escaped(Report.BeforeName) << "</code> → <code>"
       << escaped(Report.AfterName)
       << "</code>: " << escaped(summaryWords(Report)) << "</p>\n";
    for (size_t I = 0; I < Report.Functions.size(); ++I)
      function(Report.Functions[I], I);
  }

private:
  void function(const FunctionDiff &F, size_t Number) {
    OS << "<section><h2 id=\"f" << Number << "\"><code>" << escaped(F.Name)
       << "</code></h2>\n<p><code>" << escaped(F.Place) << "</code>, "
       << escaped(sizeChangeWords(F));
    if (std::string Bytes = byteChangeWords(F); !Bytes.empty())
      OS << ": " << escaped(Bytes);
    OS << "</p>\n";
    if (!F.Note.empty())
      OS << "<p class=\"note\">" << escaped(F.Note) << "</p>\n";
    frames(F);
    changes(F, Number);
    OS << "</section>\n";
  }

  static uint64_t sizeOf(const std::vector<FrameBand> &Bands) {
    uint64_t Size = 0;
    for (const FrameBand &B : Bands)
      Size += B.Size;
    return Size;
  }

  void frames(const FunctionDiff &F) {
    const uint64_t Largest =
        std::max(sizeOf(F.BeforeFrame), sizeOf(F.AfterFrame));
    if (Largest == 0)
      return;
    OS << "<div class=\"frames\">\n";
    frame("before", F.BeforeFrame, Largest);
    frame("after", F.AfterFrame, Largest);
    OS << "</div>\n";
  }

  void frame(const char *When, const std::vector<FrameBand> &Bands,
             uint64_t Largest) {
    OS << "<figure><figcaption>" << When << ", " << sizeOf(Bands)
       << " bytes</figcaption><ol>\n";
    for (const FrameBand &B : Bands)
      OS << "<li class=\"" << name(B.Kind) << "\" style=\"height:"
         << fmt::format("{:.0f}", MostPixels * double(B.Size) / double(Largest))
         << "px;background-color:var(--kind-" << name(B.Kind) << ")\"><span>"
         << escaped(B.Name) << "</span><span>" << B.Size << "</span></li>\n";
    OS << "</ol></figure>\n";
  }

  void changes(const FunctionDiff &F, size_t Number) {
    if (F.Changes.empty())
      return;
    OS << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
          "aria-labelledby=\"f"
       << Number << "\"><table>\n<thead><tr>";
    for (const char *Title :
         {"what", "type", "change", "CFA before", "after", "why"})
      OS << "<th scope=\"col\">" << Title << "</th>";
    OS << "</tr></thead>\n<tbody>\n";
    for (const FrameChange &C : F.Changes)
      OS << "<tr><td><code>" << escaped(C.Name) << "</code></td><td><code>"
         << escaped(C.Type) << "</code></td><td>" << name(C.Kind)
         << "</td><td class=\"n\">" << escaped(placeWords(C.Before))
         << "</td><td class=\"n\">" << escaped(placeWords(C.After))
         << "</td><td>" << escaped(C.Why) << "</td></tr>\n";
    OS << "</tbody></table></div>\n";
  }

  const DiffReport &Report;
  llvm::raw_ostream &OS;
};

} // namespace

void framewalk::renderDiffHtml(const DiffReport &Report,
                               llvm::raw_ostream &OS) {
  Page P(Report, OS);
  writeSmallPage(OS, {.Title = "What moved in the frames"}, [&] { P.body(); });
}
