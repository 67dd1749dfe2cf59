//===- HtmlSmallPage.cpp --------------------------------------------------===//

#include "Render/HtmlSmallPage.h"

#include "Render/HtmlAssets.h"
#include "Render/HtmlText.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

void framewalk::writeSmallPage(llvm::raw_ostream &OS, const SmallPage &Page,
                               llvm::function_ref<void()> Body) {
  OS << "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta "
        "charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
        "content=\"default-src 'none'; style-src '"
     << integrityOf(HtmlSmallStyle) << "'; script-src '"
     << integrityOf(HtmlSmallScript)
     << "'\">\n<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
        "dark\">\n<title>"
     << escaped(Page.Title) << "</title>\n<style>" << HtmlSmallStyle
     << "</style>\n</head>\n<body>\n<main>\n<h1>" << escaped(Page.Title)
     << "</h1>\n";
  Body();
  OS << "</main>\n";
  if (Page.HasScript)
    OS << "<script>" << HtmlSmallScript << "</script>\n";
  OS << "</body>\n</html>\n";
}

void framewalk::openTable(llvm::raw_ostream &OS, std::string_view LabelId,
                          llvm::ArrayRef<TableHead> Heads) {
  OS << "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
        "aria-labelledby=\""
     << LabelId << "\"><table>\n<thead><tr>";
  for (const TableHead &H : Heads)
    if (!*H.Title)
      OS << "<td></td>";
    else
      OS << (H.IsNumber ? "<th class=\"n\" scope=\"col\">"
                        : "<th scope=\"col\">")
         << H.Title << "</th>";
  OS << "</tr></thead>\n<tbody>\n";
}
