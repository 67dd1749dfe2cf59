//===- Access.h - A use of a local, from the source to the byte -----------===//
#pragma once

#include "Model/Instruction.h"

#include <vector>

namespace framewalk {

enum class TlbOutcome { Miss, Hit };
std::string_view name(TlbOutcome Outcome);

/// Where an access goes in the default activation. Simulated.
struct AccessWalk {
  VirtualAddress Virtual;
  WalkId Walk;
  TlbOutcome Tlb = TlbOutcome::Miss;
  PhysicalAddress Physical;
};

/// One use of a variable in the source.
struct Access {
  VariableId Variable;
  SourcePosition Position;
  AccessKind Kind = AccessKind::Read;
  std::optional<SlotId> Slot;
  /// First byte, from the slot's lowest address.
  int64_t Offset = 0;
  uint64_t Size = 0;
  /// The instructions that carry it out.
  std::vector<InstructionId> Instructions;
  /// Why there are none; empty otherwise.
  std::string WhyUnlinked;
  /// Unset: the address is only known at run time, or there is none.
  std::optional<AccessWalk> Walk;
  /// Where the bytes lie on several pages: those after the first.
  std::vector<AccessWalk> MorePages;
};

} // namespace framewalk
