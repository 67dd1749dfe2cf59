//===- FrameBytes.h - What a range of a frame is used for -----------------===//
//
// Private to lib/Layout.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/FrameLayout.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace framewalk {

/// Bytes of a frame by what they hold: "64 bytes: 41 of locals + 23 padding",
/// "8 bytes of padding". Nothing where the ledger does not account for the
/// whole range.
std::optional<std::string> describeCfaRange(const FrameLayout &Layout,
                                            int64_t Begin, int64_t End);

/// The same for a realigned frame, in bytes from the stack pointer that its
/// slots hang on.
std::optional<std::string> describeAlignedRange(const FrameLayout &Layout,
                                                std::string_view Base,
                                                int64_t Begin, int64_t End);

/// "CFA-24".
std::string cfaPlace(int64_t CfaOffset);

} // namespace framewalk
