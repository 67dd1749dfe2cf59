//===- Html.h - The report to look at -------------------------------------===//
//
// One page. What it says is in its HTML, so that it can be read where scripts
// are off or blocked: the source with its slots, the ledger of each frame, the
// findings. A script adds the drawings and what can be done with them, from
// data that is packed into the page. Nothing is loaded from anywhere, and the
// same report gives the same bytes.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ReportDocument.h"
#include "Support/UnsavedFiles.h"

#include <string_view>
#include <vector>

namespace llvm {
class raw_ostream;
}

namespace framewalk {

struct HtmlOptions {
  /// Style and script stand beside the page (assets()), for places where a
  /// policy forbids inline ones; otherwise the page holds all.
  bool ExternalAssets = false;
  /// Sources that are not on the disk as they were compiled; null: none.
  const UnsavedFiles *Unsaved = nullptr;
};

void renderHtml(const ReportDocument &Document, llvm::raw_ostream &OS,
                const HtmlOptions &Options);

/// A file that belongs beside the page.
struct HtmlAsset {
  std::string_view Name; ///< "report.css"
  std::string_view Text;
};
std::vector<HtmlAsset> htmlAssets();

} // namespace framewalk
