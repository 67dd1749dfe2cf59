//===- WalkReport.h - What `framewalk walk` answers -----------------------===//
//
// Addresses, one after the other, through the page tables of one simulated
// machine, with everything that a reader wants to see on the way.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/Access.h"
#include "Support/Units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// Bits of the address that mean one thing.
struct AddressField {
  std::string Name; ///< "PML4 index", "offset", "sign extension"
  unsigned High = 0;
  unsigned Low = 0;
  uint64_t Value = 0;
};

/// One entry that the walk read.
struct WalkedEntry {
  unsigned Level = 0; ///< 1 is the page table
  std::string Table;  ///< "PML4"
  std::string Entry;  ///< "PML4E"
  PhysicalAddress TableAddress;
  unsigned Index = 0;
  uint64_t Before = 0;               ///< as the walk found it
  uint64_t After = 0;                ///< as it left it
  std::vector<std::string> Flags;    ///< of After: "P", "RW", "US" ...
  std::vector<std::string> FlagsSet; ///< those that the walk set: "A", "D"
  /// What this entry and all above it allow together: R/W and U/S are ANDed, XD
  /// is ORed.
  bool CanWrite = false;
  bool IsUsers = false;
  bool CanExecute = false;
};

/// One bit of a page fault's error code, SDM vol. 3A, figure 4-12.
struct ErrorCodeBit {
  unsigned Bit = 0;
  std::string Name; ///< "W/R"
  bool IsSet = false;
  std::string Meaning; ///< of its value: "a write"
};

struct WalkFault {
  unsigned Vector = 14;
  std::string Name;   ///< "#PF"
  std::string Reason; ///< why, in words
  uint32_t ErrorCode = 0;
  std::vector<ErrorCodeBit> Bits;    ///< empty but for a page fault
  std::optional<VirtualAddress> Cr2; ///< set by a page fault only
  std::string Kernel;                ///< what it does about it, one sentence
};

struct WalkedAddress {
  VirtualAddress Address;
  std::vector<AddressField> Fields; ///< from the highest bits down
  /// What is special about the address, a sentence; empty: nothing is.
  std::string About;
  /// Faults that the kernel answered before the walk succeeded.
  std::vector<WalkFault> Answered;
  TlbOutcome Tlb = TlbOutcome::Miss;
  std::vector<WalkedEntry> Entries; ///< none where the TLB knew
  /// How it ended: one of these two.
  std::optional<PhysicalAddress> Physical;
  std::optional<WalkFault> Fault;
  /// With Physical.
  PhysicalAddress Frame;
  uint64_t PageSize = 0;
  bool IsGlobal = false;
  std::string Verdict; ///< the end in one sentence
};

struct WalkReport {
  std::string Paging;   ///< "4-level"
  std::string Access;   ///< "read"
  std::string Mode;     ///< "user"
  PhysicalAddress Root; ///< CR3
  unsigned PhysicalBits = 46;
  std::vector<std::string> Notes; ///< about all of it, each a sentence
  std::vector<WalkedAddress> Addresses;
};

} // namespace framewalk
