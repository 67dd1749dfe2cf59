//===- PagingContext.cpp - The registers that steer a translation ---------===//

#include "Paging/PagingContext.h"

#include "Paging/PhysicalMemory.h"

#include <algorithm>

namespace framewalk {

namespace {

// SDM 4.6.1, the part on supervisor-mode accesses to user-mode pages: with
// CR4.SMAP only explicit accesses with EFLAGS.AC reach the data.
bool smapAllows(const PagingControls &C, MemoryAccess A) {
  return !C.Smap || (A.Mode == AccessMode::Supervisor && C.AlignmentCheck);
}

bool supervisorMay(const PagingControls &C, MemoryAccess A, Rights R) {
  switch (A.Type) {
  case AccessType::Read:
    return !R.isUser() || smapAllows(C, A);
  case AccessType::Write:
    return (R.canWrite() || !C.WriteProtect) &&
           (!R.isUser() || smapAllows(C, A));
  case AccessType::Fetch:
    return R.canExecute() && !(R.isUser() && C.Smep);
  }
  return false;
}

bool userMay(MemoryAccess A, Rights R) {
  if (!R.isUser())
    return false;
  switch (A.Type) {
  case AccessType::Read:
    return true;
  case AccessType::Write:
    return R.canWrite();
  case AccessType::Fetch:
    return R.canExecute();
  }
  return false;
}

/// The bits from MAXPHYADDR on, and XD where it is not enabled.
uint64_t reservedEverywhere(const PagingControls &C,
                            const PagingFormat &Format) {
  if (Format.EntryBytes == 4)
    return 0;
  uint64_t Result = bits(Format.ReservedTop, C.PhysicalBits);
  return C.NoExecute ? Result : Result | entry::ExecuteDisable;
}

/// What is reserved in an entry that maps a page and hangs on the CPU.
uint64_t reservedInLargePage(const PagingControls &C, const LevelFormat &L) {
  // SDM table 4-4 (PSE-36): bits 20:13 of a 4 MiB page's entry are address
  // bits 39:32 as far as the CPU has them.
  if (L.Leaf == LeafRule::WithPse)
    return bits(21, std::min(C.PhysicalBits, 40u) - 19);
  return 0;
}

uint64_t pageBitOf(const PagingControls &C, const LevelFormat &L) {
  switch (L.Leaf) {
  case LeafRule::Never:
  case LeafRule::NeverNoBit:
    return 0;
  case LeafRule::PageSizeBit:
    return entry::PageSize;
  case LeafRule::WithPse:
    return C.PageSizeExtensions ? entry::PageSize : 0;
  case LeafRule::WithGigabytePages:
    return C.GigabytePages ? entry::PageSize : 0;
  case LeafRule::Always:
    return entry::Present;
  }
  return 0;
}

/// Whether bit 7 must be zero in an entry that names a table.
bool isPageSizeReserved(const PagingControls &C, const LevelFormat &L) {
  return L.Leaf == LeafRule::Never ||
         (L.Leaf == LeafRule::WithGigabytePages && !C.GigabytePages);
}

} // namespace

bool isAllowed(const PagingControls &Controls, MemoryAccess Access, Rights R) {
  return Access.Mode == AccessMode::User ? userMay(Access, R)
                                         : supervisorMay(Controls, Access, R);
}

PagingContext::PagingContext(const PagingControls &C) : Controls(C) {
  const PagingFormat &Format = formatOf(C.Mode);
  uint64_t Everywhere = reservedEverywhere(C, Format);
  for (unsigned Level = 1; Level <= Format.Levels; ++Level) {
    const LevelFormat &L = Format.level(Level);
    LevelMasks &Masks = ByLevel[Level - 1];
    Masks.InTable = Everywhere | L.ReservedInTable |
                    (isPageSizeReserved(C, L) ? entry::PageSize : 0);
    Masks.InPage = Everywhere | L.ReservedInPage | reservedInLargePage(C, L);
    Masks.PageBit = pageBitOf(C, L);
    Masks.Decisive = entry::Present | Masks.PageBit |
                     (Level == 1 ? Masks.InPage : Masks.InTable);
  }
  findAllowed();
}

void PagingContext::setAlignmentCheck(bool Set) {
  Controls.AlignmentCheck = Set;
  findAllowed();
}

void PagingContext::findAllowed() {
  Allowed = {};
  for (AccessMode Mode : {AccessMode::User, AccessMode::Supervisor,
                          AccessMode::ImplicitSupervisor})
    for (AccessType Type :
         {AccessType::Read, AccessType::Write, AccessType::Fetch})
      for (uint8_t R = 0; R < 8; ++R) {
        MemoryAccess A = {.Type = Type, .Mode = Mode};
        if (isAllowed(Controls, A, Rights{R}))
          Allowed[accessIndex(A)] |= static_cast<uint8_t>(1u << R);
      }
}

std::optional<PagingContext>
PagingContext::create(const PagingControls &Controls,
                      const PhysicalMemory &Memory) {
  PagingContext Result(Controls);
  // SDM vol. 2B, MOV to control registers: in CR3 the bits from MAXPHYADDR on
  // are reserved, where it has that many.
  bool IsWide = Controls.Mode == PagingMode::FourLevel ||
                Controls.Mode == PagingMode::FiveLevel;
  if (IsWide && (Controls.Root.Value & bits(63, Controls.PhysicalBits)))
    return std::nullopt;
  if (Controls.Mode != PagingMode::Pae)
    return Result;
  // SDM 4.4.1: MOV to CR3 loads the four entries at CR3[31:5] and faults where
  // one that is present has a reserved bit set.
  uint64_t Base = Controls.Root.Value & bits(31, 5);
  for (unsigned I = 0; I < Result.Pdptes.size(); ++I) {
    uint64_t Entry = Memory.read64(PhysicalAddress(Base + 8 * I));
    if ((Entry & entry::Present) && (Entry & Result.reservedInTable(3)))
      return std::nullopt;
    Result.Pdptes[I] = Entry;
  }
  return Result;
}

} // namespace framewalk
