//===- HtmlSmallPage.h - What pages without a source share ----------------===//
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>
#include <string_view>

namespace llvm {
class raw_ostream;
}

namespace framewalk {

struct SmallPage {
  std::string Title;
  bool HasScript = false; ///< the one that filters tables
};

/// Writes a whole page around what \p Body writes: nothing in it is loaded from
/// anywhere, and only its own script runs.
void writeSmallPage(llvm::raw_ostream &OS, const SmallPage &Page,
                    llvm::function_ref<void()> Body);

struct TableHead {
  const char *Title; ///< empty: over pictures of what the next column says
  bool IsNumber = false;
};

/// Opens a table, in a box that scrolls, up to its rows; \p LabelId is that of
/// its heading.
void openTable(llvm::raw_ostream &OS, std::string_view LabelId,
               llvm::ArrayRef<TableHead> Heads);

} // namespace framewalk
