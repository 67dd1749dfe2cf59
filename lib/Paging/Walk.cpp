//===- Walk.cpp - From a virtual address to a physical one ----------------===//

#include "Paging/Walk.h"

namespace framewalk {

/// The steps of one walk in a mode that is known at compile time: the numbers
/// of the table in PagingMode.h become constants of the machine code.
struct Walker {
  const PhysicalMemory &Memory;
  const PagingContext &Context;
  VirtualAddress Address;
  MemoryAccess Access;
  WalkResult Result;

  template <PagingMode Mode> void run(WalkStart Start);

private:
  template <PagingMode Mode, unsigned Level>
  void descend(PhysicalAddress Table, Rights Above);
  template <PagingMode Mode, unsigned Level>
  uint64_t read(PhysicalAddress Table, unsigned Index) const;
  template <PagingMode Mode, unsigned Level>
  void finish(WalkStep &Step, uint64_t Entry);

  void faultNonCanonical();
  void faultPage(FaultReason Reason, unsigned Level);
  FaultReason reasonFor(Rights R) const;
};

namespace {

/// SDM 4.6: R/W and U/S are ANDed over the levels, XD is ORed.
template <RightsRule Rule> Rights combine(Rights Above, uint64_t Entry) {
  if constexpr (Rule == RightsRule::None)
    return Above;
  static_assert(entry::Writable >> 1 == Rights::Write &&
                entry::User >> 1 == Rights::User);
  uint8_t Here = static_cast<uint8_t>(Entry >> 1 & 3);
  if constexpr (Rule == RightsRule::WriteUser)
    Here |= Rights::Execute;
  else
    Here |= static_cast<uint8_t>(~Entry >> 63 << 2);
  return Rights{static_cast<uint8_t>(Above.Bits & Here)};
}

/// The page's address, with the bits that PSE-36 keeps at 20:13 (SDM table 4-4)
/// put where they belong.
template <LeafRule Rule> uint64_t pageAddress(uint64_t Entry, uint64_t Size) {
  uint64_t Result = Entry & entry::Address & ~(Size - 1);
  if constexpr (Rule == LeafRule::WithPse)
    Result |= (Entry >> 13 & 0xff) << 32;
  return Result;
}

} // namespace

template <PagingMode Mode> void Walker::run(WalkStart Start) {
  constexpr const PagingFormat &Format = formatOf(Mode);
  if (!isCanonical(Mode, Address))
    return faultNonCanonical();
  if (Start.Level == 0) {
    // SDM tables 4-3, 4-7 and 4-12: where CR3 keeps the top table's address.
    constexpr uint64_t RootMask = Mode == PagingMode::TwoLevel ? bits(31, 12)
                                  : Mode == PagingMode::Pae    ? bits(31, 5)
                                                               : entry::Address;
    PhysicalAddress Root(Context.controls().Root.Value & RootMask);
    return descend<Mode, Format.Levels>(Root, Rights());
  }
  switch (Start.Level) {
  case 1:
    return descend<Mode, 1>(Start.Table, Start.Combined);
  case 2:
    return descend<Mode, 2>(Start.Table, Start.Combined);
  case 3:
    if constexpr (Format.Levels >= 3)
      return descend<Mode, 3>(Start.Table, Start.Combined);
    break;
  case 4:
    if constexpr (Format.Levels >= 4)
      return descend<Mode, 4>(Start.Table, Start.Combined);
    break;
  default:
    break;
  }
  run<Mode>(WalkStart());
}

template <PagingMode Mode, unsigned Level>
uint64_t Walker::read(PhysicalAddress Table, unsigned Index) const {
  // SDM 4.4.2: PAE's top entries come from registers, not from memory.
  if constexpr (Mode == PagingMode::Pae && Level == 3)
    return Context.pdpte(Index);
  if constexpr (formatOf(Mode).EntryBytes == 4)
    return Memory.read32(Table + 4 * Index);
  else
    return Memory.read64(Table + 8 * Index);
}

template <PagingMode Mode, unsigned Level>
void Walker::descend(PhysicalAddress Table, Rights Above) {
  constexpr const LevelFormat &Format = formatOf(Mode).level(Level);
  unsigned Index = Format.indexOf(Address);
  uint64_t Entry = read<Mode, Level>(Table, Index);

  WalkStep &Step = Result.Steps[Result.Count++];
  Step.Table = Table;
  Step.Before = Step.After = Entry;
  Step.Index = static_cast<uint16_t>(Index);
  Step.Level = Level;
  Step.Combined = combine<Format.Rights>(Above, Entry);
  Step.Use = EntryUse::Table;

  // SDM 4.7: an entry that is not present ends the walk, and its other bits
  // mean nothing.
  if (!(Entry & entry::Present)) [[unlikely]]
    return faultPage(FaultReason::NotPresent, Level);

  if constexpr (Format.Leaf == LeafRule::Always) {
    Step.Use = EntryUse::Page;
    return finish<Mode, Level>(Step, Entry);
  } else {
    if (Entry & Context.pageBit(Level)) {
      Step.Use = EntryUse::LargePage;
      return finish<Mode, Level>(Step, Entry);
    }
    if (Entry & Context.reservedInTable(Level)) [[unlikely]]
      return faultPage(FaultReason::ReservedBit, Level);
    descend<Mode, Level - 1>(PhysicalAddress(Entry & entry::Address),
                             Step.Combined);
  }
}

template <PagingMode Mode, unsigned Level>
void Walker::finish(WalkStep &Step, uint64_t Entry) {
  constexpr const LevelFormat &Format = formatOf(Mode).level(Level);
  if (Entry & Context.reservedInPage(Level)) [[unlikely]]
    return faultPage(FaultReason::ReservedBit, Level);
  if (!Context.allows(Access, Step.Combined)) [[unlikely]]
    return faultPage(reasonFor(Step.Combined), 0);

  // SDM 4.8: the accessed flag in every entry used, the dirty flag in the one
  // that maps the page. PAE's PDPTEs have neither.
  for (unsigned I = 0; I < Result.Count; ++I)
    if (!(Mode == PagingMode::Pae && Result.Steps[I].Level == 3))
      Result.Steps[I].After |= entry::Accessed;
  if (Access.Type == AccessType::Write)
    Step.After |= entry::Dirty;

  Translation &T = Result.Found;
  constexpr uint64_t Size = Format.pageSize();
  T.Physical = PhysicalAddress(pageAddress<Format.Leaf>(Entry, Size) |
                               (Address.Value & (Size - 1)));
  T.PageShift = Format.Shift;
  T.Allowed = Step.Combined;
  T.IsGlobal = Context.controls().PageGlobal && (Entry & entry::Global);
  T.IsDirty = Step.After & entry::Dirty;
}

void Walker::faultNonCanonical() {
  Result.Faulted = true;
  // SDM vol. 1 3.3.7.1: #SS for an address through SS, else #GP, both with
  // error code 0.
  Result.Fault.Vector = Access.Segment == AccessSegment::Stack
                            ? FaultVector::StackFault
                            : FaultVector::GeneralProtection;
  Result.Fault.Reason = FaultReason::NonCanonical;
}

void Walker::faultPage(FaultReason Reason, unsigned Level) {
  const PagingControls &C = Context.controls();
  uint32_t Code = 0;
  if (Reason != FaultReason::NotPresent)
    Code |= pagefault::Present;
  if (Reason == FaultReason::ReservedBit)
    Code |= pagefault::Reserved;
  if (Access.Type == AccessType::Write)
    Code |= pagefault::Write;
  if (Access.Mode == AccessMode::User)
    Code |= pagefault::User;
  // SDM 4.7: the fetch flag is only given where XD or SMEP can be at work.
  bool HasExecuteDisable = C.NoExecute && C.Mode != PagingMode::TwoLevel;
  if (Access.Type == AccessType::Fetch && (HasExecuteDisable || C.Smep))
    Code |= pagefault::Fetch;
  Result.Faulted = true;
  Result.Fault = {.Reason = Reason,
                  .Level = static_cast<uint8_t>(Level),
                  .ErrorCode = Code,
                  .Cr2 = Address};
}

FaultReason Walker::reasonFor(Rights R) const {
  if (Access.Mode == AccessMode::User) {
    if (!R.isUser())
      return FaultReason::SupervisorPage;
    return Access.Type == AccessType::Write ? FaultReason::WriteProtected
                                            : FaultReason::ExecuteDisabled;
  }
  if (Access.Type == AccessType::Fetch)
    return R.canExecute() ? FaultReason::SupervisorFetch
                          : FaultReason::ExecuteDisabled;
  if (Access.Type == AccessType::Write && !R.canWrite() &&
      Context.controls().WriteProtect)
    return FaultReason::WriteProtected;
  return FaultReason::SupervisorData;
}

WalkResult walk(const PhysicalMemory &Memory, const PagingContext &Context,
                VirtualAddress Address, MemoryAccess Access, WalkStart Start) {
  Walker W = {Memory, Context, Address, Access, {}};
  switch (Context.controls().Mode) {
  case PagingMode::TwoLevel:
    W.run<PagingMode::TwoLevel>(Start);
    break;
  case PagingMode::Pae:
    W.run<PagingMode::Pae>(Start);
    break;
  case PagingMode::FourLevel:
    W.run<PagingMode::FourLevel>(Start);
    break;
  case PagingMode::FiveLevel:
    W.run<PagingMode::FiveLevel>(Start);
    break;
  }
  return W.Result;
}

void commit(PhysicalMemory &Memory, const PagingContext &Context,
            const WalkResult &Result) {
  unsigned Bytes = Context.format().EntryBytes;
  for (const WalkStep &Step : Result.steps()) {
    if (Step.After == Step.Before)
      continue;
    PhysicalAddress Place = Step.Table + Bytes * Step.Index;
    if (Bytes == 4)
      Memory.write32(Place, static_cast<uint32_t>(Step.After));
    else
      Memory.write64(Place, Step.After);
  }
}

} // namespace framewalk
