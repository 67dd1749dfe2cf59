//===- CodeOutline.h - The outline of unoptimised intermediate code -------===//
#pragma once

#include "Model/CodeOutline.h"

namespace llvm {
class Module;
}

namespace framewalk::escape {

/// Of all functions that \p Module has bodies of.
CodeOutline outlineOf(const llvm::Module &Module);

} // namespace framewalk::escape
