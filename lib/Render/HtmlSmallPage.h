//===- HtmlSmallPage.h - What pages without a source share ----------------===//
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>

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

} // namespace framewalk
