//===- Walk.h - From a virtual address to a physical one ------------------===//
//
// What the memory management unit does on a TLB miss: SDM vol. 3A 4.3 to 4.8.
// A walk changes nothing. It returns each step with the entry as it was found
// and as the CPU would leave it (accessed and dirty flags); commit() writes
// that back.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Paging/PagingContext.h"
#include "Paging/PhysicalMemory.h"

#include <span>
#include <type_traits>

namespace framewalk {

/// One entry that the walk read.
struct WalkStep {
  PhysicalAddress Table; ///< of the table that holds the entry
  uint64_t Before = 0;
  uint64_t After = 0;
  uint16_t Index = 0;
  uint8_t Level = 0; ///< 1 is the page table
  Rights Combined;   ///< of this entry and all above it

  /// Whether the entry maps a page.
  EntryUse Use = EntryUse::Table;
};

enum class FaultReason : uint8_t {
  NonCanonical,
  NotPresent,
  ReservedBit,
  WriteProtected,  ///< R/W is 0 at some level
  SupervisorPage,  ///< user access, U/S is 0 at some level
  ExecuteDisabled, ///< XD is 1 at some level
  SupervisorFetch, ///< SMEP: kernel code does not run from user pages
  SupervisorData,  ///< SMAP: kernel code does not touch user data
};

/// The bits of a page fault's error code: SDM 4.7, figure 4-12.
namespace pagefault {
constexpr uint32_t Present = 1 << 0; ///< 0: an entry was not present
constexpr uint32_t Write = 1 << 1;
constexpr uint32_t User = 1 << 2;
constexpr uint32_t Reserved = 1 << 3;
constexpr uint32_t Fetch = 1 << 4; ///< only where NXE or SMEP is on
} // namespace pagefault

enum class FaultVector : uint8_t {
  StackFault = 12,        ///< #SS
  GeneralProtection = 13, ///< #GP
  PageFault = 14,         ///< #PF
};

struct TranslationFault {
  FaultVector Vector = FaultVector::PageFault;
  FaultReason Reason = FaultReason::NotPresent;
  /// The level whose entry caused it; 0: no single one did.
  uint8_t Level = 0;
  uint32_t ErrorCode = 0;
  /// Set by a page fault only.
  std::optional<VirtualAddress> Cr2;

  friend bool operator==(const TranslationFault &,
                         const TranslationFault &) = default;
};

struct Translation {
  PhysicalAddress Physical; ///< of the byte asked for
  uint8_t PageShift = 12;   ///< log2 of the page's size
  Rights Allowed;
  bool IsGlobal = false;
  bool IsDirty = false;

  uint64_t pageSize() const { return uint64_t(1) << PageShift; }
  /// Of the first byte of the page.
  PhysicalAddress frame() const {
    return PhysicalAddress(Physical.Value & ~(pageSize() - 1));
  }
  friend bool operator==(const Translation &, const Translation &) = default;
};

class WalkResult {
public:
  // Steps begin their lives when the walk writes them: setting all of them up
  // took a third of a walk's time.
  WalkResult() {}

  /// From the top table down.
  std::span<const WalkStep> steps() const {
    return std::span<const WalkStep>(Steps, Count);
  }
  bool isFault() const { return Faulted; }
  /// Valid where isFault() says no.
  const Translation &translation() const { return Found; }
  /// Valid where isFault() says yes.
  const TranslationFault &fault() const { return Fault; }

private:
  friend struct Walker;

  union {
    WalkStep Steps[MaxLevels];
  };
  uint8_t Count = 0;
  bool Faulted = false;
  union {
    Translation Found;
    TranslationFault Fault;
  };
};
static_assert(std::is_trivially_copyable_v<WalkResult>);

/// Where a walk begins: the top, or lower down where a paging-structure cache
/// knows the way (SDM 4.10.3).
struct WalkStart {
  uint8_t Level = 0; ///< 0: from the top
  PhysicalAddress Table;
  Rights Combined;
};

/// Translates \p Address for \p Access.
///
/// A simplification: on a walk that faults no accessed flag is set. CPUs differ
/// there, and the manual leaves it open (4.8).
WalkResult walk(const PhysicalMemory &Memory, const PagingContext &Context,
                VirtualAddress Address, MemoryAccess Access,
                WalkStart Start = {});

/// Writes the flags that \p Result sets into the tables.
void commit(PhysicalMemory &Memory, const PagingContext &Context,
            const WalkResult &Result);

} // namespace framewalk
