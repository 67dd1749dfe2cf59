//===- DebugExpression.h - A DWARF location in words ----------------------===//
//
// DWARF 5, section 2.6: a location description is a small stack program. It is
// run here on symbols in place of values, so that "breg7 +8" becomes
// "[rsp+0x8]". Internal to lib/Codegen.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <optional>
#include <string>

namespace llvm {
class DWARFUnit;
}

namespace framewalk {

/// The register's name in DWARF's numbering for x86-64 or i386.
std::string dwarfRegisterName(uint64_t Number, unsigned AddressSize);

/// How to show a constant: as its type has it.
enum class ConstantType { Unknown, Signed, Unsigned, Boolean, Float };

struct ExpressionContext {
  llvm::DWARFUnit *Unit = nullptr;
  unsigned AddressSize = 8;
  /// DW_AT_frame_base, where it is a register or the CFA, and what is added.
  std::string FrameBase;
  int64_t FrameBaseOffset = 0;
  /// Of the variable.
  ConstantType Type = ConstantType::Unknown;
  uint64_t Size = 0; ///< 0: unknown
  /// The symbol at DW_OP_addrx's index or DW_OP_addr's address.
  llvm::function_ref<std::string(uint64_t, bool IsIndex)> NameOfAddress;
};

/// The place that \p Expression describes, in words; none for static storage.
std::optional<std::string> describeLocation(llvm::ArrayRef<uint8_t> Expression,
                                            const ExpressionContext &Context);

/// "constant 5", from DW_AT_const_value's number or bytes.
std::string describeConstant(uint64_t Value, const ExpressionContext &Context);
std::string describeConstant(llvm::ArrayRef<uint8_t> Bytes,
                             const ExpressionContext &Context);

/// DW_AT_frame_base: sets the two fields, where it is as simple as clang's.
void readFrameBase(llvm::ArrayRef<uint8_t> Expression,
                   ExpressionContext &Context);

inline constexpr llvm::StringRef OptimisedOut = "optimised out";

} // namespace framewalk
