//===- OptionWords.h - The command line's words for a simulation ----------===//
#pragma once

#include "Simulation/SimulationOptions.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace framewalk {

/// "8M", "64K", "1G", bytes, or "unlimited": RLIMIT_STACK.
llvm::Expected<uint64_t> parseStackLimit(llvm::StringRef Text);

/// "off", or "64x4" or "64x4,1536x12": entries and ways of the first and the
/// second TLB for 4 KiB pages. Those for larger pages stay as they are.
llvm::Expected<MmuGeometry> parseTlb(llvm::StringRef Text);

} // namespace framewalk
