//===- Html.cpp - The report to look at -----------------------------------===//

#include "Render/Html.h"

#include "Render/FindingWords.h"
#include "Render/HtmlAnchors.h"
#include "Render/HtmlAssets.h"
#include "Render/HtmlData.h"
#include "Render/HtmlFunction.h"
#include "Render/HtmlText.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

constexpr const char *StyleName = "report.css";
constexpr const char *ScriptName = "report.js";

class PageWriter {
public:
  PageWriter(const ReportDocument &Document, llvm::raw_ostream &OS,
             const HtmlOptions &Options)
      : Document(Document), OS(OS), Options(Options),
        Anchors(makeAnchors(Document)) {}

  void write() {
    head();
    OS << "<body>\n<header class=\"page\"><h1>" << escaped(title())
       << "</h1>\n<p>Stack frames as the compiler lays them out, by "
          "framewalk. Addresses and page tables are simulated.</p></header>\n"
          "<main id=\"top\">\n";
    if (Document.Units.empty())
      OS << "<p>No source could be compiled, so there is no frame to "
            "explain.</p>\n";
    // Everything behind this line the script takes over as text.
    script();
    for (size_t I = 0; I < Document.Units.size(); ++I)
      unit(I);
    OS << "</main>\n</body>\n</html>\n";
  }

private:
  std::string title() const {
    std::string Text;
    for (const TranslationUnitReport &U : Document.Units)
      Text += (Text.empty() ? "" : ", ") + U.Source;
    return Text.empty() ? "nothing was explained" : Text;
  }

  void head() {
    OS << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
          "charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
          "content=\"default-src 'none'; ";
    if (Options.ExternalAssets)
      OS << "style-src 'self'; script-src 'self'";
    else
      OS << "style-src '" << integrityOf(HtmlStyle) << "'; script-src '"
         << integrityOf(HtmlScript) << '\'';
    OS << "\">\n<meta name=\"viewport\" content=\"width=device-width, "
          "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
          "dark\">\n<title>"
       << escaped(title()) << "</title>\n";
    if (Options.ExternalAssets)
      OS << "<link rel=\"stylesheet\" href=\"" << StyleName << "\">\n";
    else
      OS << "<style>" << HtmlStyle << "</style>\n";
    OS << "</head>\n";
  }

  void script() {
    if (Options.ExternalAssets)
      OS << "<script src=\"" << ScriptName << "\"></script>\n";
    else
      OS << "<script>" << HtmlScript << "</script>\n";
  }

  void unit(size_t Number) {
    const TranslationUnitReport &U = Document.Units[Number];
    SourceLines Lines(Options.Unsaved);
    for (const auto &[File, Path] : U.FoundAt)
      Lines.locate(File, Path);
    HtmlUnit Page = {.Unit = U,
                     .Anchors = Anchors[Number],
                     .Lines = Lines,
                     .Number = Number,
                     .FirstFinding = NextFinding};
    NextFinding += U.Findings.size();
    SharedTexts Texts;
    std::vector<std::string> Data;
    for (const FunctionReport &F : U.Functions)
      Data.push_back(packed(functionData(U, F, Lines, Texts)));
    OS << "<section class=\"unit\" id=\"unit" << Number << "\" data-packed=\""
       << packed(unitData(U, Anchors[Number], Lines, Texts)) << "\">\n<h2>"
       << escaped(U.Source) << "</h2>\n<p class=\"target\">"
       << escaped(U.Target);
    for (const std::string &Flag : U.Flags)
      OS << " <code>" << escaped(Flag) << "</code>";
    OS << "</p>\n";
    for (const std::string &Note : U.Notes)
      OS << "<p class=\"note\">" << escaped(Note) << "</p>\n";
    findings(Page);
    functions(Page);
    OS << "</section>\n";
    SourceDivider Divider(U, Lines);
    for (size_t I = 0; I < U.Functions.size(); ++I)
      writeHtmlFunction(
          OS, Page, I,
          Divider.next(U.Functions[I], I + 1 == U.Functions.size()), Data[I]);
  }

  //===--- Findings -------------------------------------------------------===//

  void findings(const HtmlUnit &Page) {
    if (Page.Unit.Findings.empty())
      return;
    OS << "<section class=\"findings\"><h3>Findings</h3>\n";
    for (size_t I = 0; I < Page.Unit.Findings.size(); ++I)
      finding(Page, Page.Unit.Findings[I], Page.FirstFinding + I);
    OS << "</section>\n";
  }

  void finding(const HtmlUnit &Page, const Finding &F, size_t Number) {
    OS << "<div class=\"finding " << name(F.Level) << "\" id=\"finding"
       << Number << "\">\n<p><b>" << name(F.Level) << ":</b> "
       << escaped(F.Message) << " <code>" << F.RuleId << "</code> ";
    place(Page, F.Position);
    OS << "</p>\n<ol class=\"path\">\n";
    for (const Sentence &S : flowOf(F)) {
      OS << "<li>" << escaped(S.Text) << ' ';
      place(Page, S.Position);
      OS << '\n';
    }
    OS << "</ol>\n";
    if (F.Next)
      OS << "<p class=\"heir\">" << escaped(F.Next->Description) << "</p>\n";
    for (const FixHint &Fix : F.Fixes)
      OS << "<p class=\"fix\">fix: " << escaped(Fix.Title) << "</p>\n";
    OS << "</div>\n";
  }

  /// "sum.c:4:5", linked to the function around it where there is one.
  void place(const HtmlUnit &Page, const SourcePosition &P) {
    if (!P.isValid())
      return;
    std::string_view Anchor = Page.Anchors.at(Page.Unit, P);
    if (!Anchor.empty())
      OS << "<a href=\"#" << Anchor << "/L" << P.Line << "\">";
    OS << escaped(Page.Unit.fileName(P.File)) << ':' << P.Line << ':'
       << P.Column << (Anchor.empty() ? "" : "</a>");
  }

  //===--- The list of functions ------------------------------------------===//

  void functions(const HtmlUnit &Page) {
    if (Page.Unit.Functions.empty()) {
      OS << "<p>No function here has code, so there is no frame to "
            "explain.</p>\n";
      return;
    }
    OS << "<nav aria-label=\"Functions of " << escaped(Page.Unit.Source)
       << "\"><h3>Functions</h3>\n<ol "
          "class=\"functions\">\n";
    for (size_t I = 0; I < Page.Unit.Functions.size(); ++I) {
      const FunctionReport &F = Page.Unit.Functions[I];
      OS << "<li><a href=\"#" << Page.Anchors.of(I) << "\">" << escaped(F.Name)
         << "</a> <span>" << F.Frame.size().Min
         << (F.Frame.size().Max == F.Frame.size().Min ? "" : "+")
         << " B</span>\n";
    }
    OS << "</ol></nav>\n";
  }

  const ReportDocument &Document;
  llvm::raw_ostream &OS;
  const HtmlOptions &Options;
  std::vector<UnitAnchors> Anchors;
  size_t NextFinding = 1;
};

} // namespace

void framewalk::renderHtml(const ReportDocument &Document,
                           llvm::raw_ostream &OS, const HtmlOptions &Options) {
  PageWriter(Document, OS, Options).write();
}

std::vector<HtmlAsset> framewalk::htmlAssets() {
  return {{StyleName, HtmlStyle}, {ScriptName, HtmlScript}};
}
