//===- OptionWords.h - The command line's words for a simulation ----------===//
#pragma once

#include "Simulation/SimulationOptions.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>

namespace framewalk {

/// "512", "8K", "1M", "1G": bytes. Unset: it is no such thing, or too many.
std::optional<uint64_t> parseSize(llvm::StringRef Text);

/// What parseSize() reads, or "unlimited": RLIMIT_STACK.
llvm::Expected<uint64_t> parseStackLimit(llvm::StringRef Text);

/// "off", or "64x4" or "64x4,1536x12": entries and ways of the first and the
/// second TLB for 4 KiB pages. Those for larger pages stay as they are.
llvm::Expected<MmuGeometry> parseTlb(llvm::StringRef Text);

} // namespace framewalk
