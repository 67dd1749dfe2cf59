//===- SimulationOptions.h - What the user may choose of a simulation -----===//
#pragma once

#include "Paging/Mmu.h"
#include "Support/Units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// RLIM_INFINITY.
constexpr uint64_t UnlimitedStack = ~uint64_t(0);

struct SimulationOptions {
  /// The stack pointer at the entry of the (outermost) function: it points to
  /// the return address. CFA = RSP + the size of a pointer.
  std::optional<VirtualAddress> Rsp;
  /// The frame pointer of the (outermost) function after its prologue.
  /// CFA = RBP + two pointers. Unset both: Activation.h's default.
  std::optional<VirtualAddress> Rbp;
  /// RLIMIT_STACK in bytes.
  uint64_t StackLimit = uint64_t(8) << 20;
  MmuGeometry Tlb;
  /// Functions, each called by the one before; empty: each on its own.
  std::vector<std::string> CallPath;
  /// Pages written to swap once the program has run.
  std::vector<VirtualAddress> SwapOut;
};

} // namespace framewalk
