//===- FormatString.h - Pointers that are only printed --------------------===//
#pragma once

namespace llvm {
class CallBase;
}

namespace framewalk::escape {

/// Argument \p Index of a function of printf's kind is printed with %p, so that
/// what it points to does not matter.
bool isPrintedAddress(const llvm::CallBase &I, unsigned Index);

} // namespace framewalk::escape
