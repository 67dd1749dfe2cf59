//===- AssemblyText.h - Reading an instruction's text ---------------------===//
//
// The captured instructions carry what frames are made of as plain values. The
// rest (which jump is conditional, what a scratch register of a probe loop
// holds) is read off the text, in either syntax.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace framewalk {

/// An instruction's text in its parts.
struct AssemblyText {
  std::string_view Mnemonic; ///< "mov"; AT&T keeps its suffix: "movq"
  /// Destination first, whatever the syntax.
  llvm::SmallVector<std::string_view, 3> Operands;

  /// AT&T's size suffix is not part of the name: `is("sub")` holds for subq.
  bool is(std::string_view Name) const;
};

AssemblyText parseAssembly(std::string_view Text);

/// "$-64" and "0x40" and "8"; nothing where \p Operand is no plain number.
std::optional<int64_t> parseImmediate(std::string_view Operand);

/// The name of a register operand without AT&T's sign; else empty.
std::string_view parseRegister(std::string_view Operand);

/// The 64-bit register that \p Register is a part of: "r11" for "r11d", "rax"
/// for "al". Other names come back as they are.
std::string_view wholeRegister(std::string_view Register);

/// Whether \p Text names \p Register or a part of it.
bool mentionsRegister(std::string_view Text, std::string_view Register);

inline bool isStackPointer(std::string_view Register) {
  return Register == "rsp" || Register == "esp";
}
inline bool isFramePointer(std::string_view Register) {
  return Register == "rbp" || Register == "ebp";
}

} // namespace framewalk
