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
  WalkResult &Result;

  template <PagingMode Mode> [[gnu::always_inline]] void run(WalkStart Start) {
    if (Start.Level == 0) [[likely]]
      runFromTop<Mode>();
    else
      cold().template runFrom<Mode>(Start);
  }

  /// What is rare works on a copy: the walker itself then never leaves the
  /// registers.
  Walker cold() const { return *this; }

private:
  template <PagingMode Mode> [[gnu::always_inline]] void runFromTop();
  template <PagingMode Mode> [[gnu::noinline]] void runFrom(WalkStart Start);

  // Inlined into one piece of straight code per mode: a call per level took as
  // long again as the rest.
  template <PagingMode Mode, unsigned Level>
  [[gnu::always_inline]] void descend(PhysicalAddress Table, Rights Above,
                                      unsigned Count);
  template <PagingMode Mode, unsigned Level>
  uint64_t read(PhysicalAddress Table, unsigned Index) const;
  template <PagingMode Mode, unsigned Level>
  [[gnu::noinline]] void decide(WalkStep &Step, uint64_t Entry, unsigned Count);
  template <PagingMode Mode, unsigned Level>
  [[gnu::always_inline]] void finish(WalkStep &Step, uint64_t Entry);

  [[gnu::noinline]] void faultNonCanonical();
  [[gnu::noinline]] void faultPage(FaultReason Reason, unsigned Level);
  [[gnu::noinline]] FaultReason reasonFor(Rights R) const;
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

template <PagingMode Mode> void Walker::runFromTop() {
  if (!isCanonical(Mode, Address)) [[unlikely]]
    return cold().faultNonCanonical();
  // SDM tables 4-3, 4-7 and 4-12: where CR3 keeps the top table's address.
  constexpr uint64_t RootMask = Mode == PagingMode::TwoLevel ? bits(31, 12)
                                : Mode == PagingMode::Pae    ? bits(31, 5)
                                                             : entry::Address;
  PhysicalAddress Root(Context.controls().Root.Value & RootMask);
  descend<Mode, formatOf(Mode).Levels>(Root, Rights(), 0);
}

template <PagingMode Mode> void Walker::runFrom(WalkStart Start) {
  constexpr const PagingFormat &Format = formatOf(Mode);
  if (!isCanonical(Mode, Address))
    return faultNonCanonical();
  switch (Start.Level) {
  case 1:
    return descend<Mode, 1>(Start.Table, Start.Combined, 0);
  case 2:
    return descend<Mode, 2>(Start.Table, Start.Combined, 0);
  case 3:
    if constexpr (Format.Levels >= 3)
      return descend<Mode, 3>(Start.Table, Start.Combined, 0);
    break;
  case 4:
    if constexpr (Format.Levels >= 4)
      return descend<Mode, 4>(Start.Table, Start.Combined, 0);
    break;
  default:
    break;
  }
  runFromTop<Mode>();
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
void Walker::descend(PhysicalAddress Table, Rights Above, unsigned Count) {
  constexpr const LevelFormat &Format = formatOf(Mode).level(Level);
  unsigned Index = Format.indexOf(Address);
  uint64_t Entry = read<Mode, Level>(Table, Index);

  // SDM 4.8: the accessed flag is set in every entry used. PAE's PDPTEs have
  // none. A fault takes this back.
  constexpr bool HasAccessed = Format.Rights != RightsRule::None;
  WalkStep &Step = Result.Steps[Count++];
  Step = {.Table = Table,
          .Before = Entry,
          .After = HasAccessed ? Entry | entry::Accessed : Entry,
          .Index = static_cast<uint16_t>(Index),
          .Level = Level,
          .Combined = combine<Format.Rights>(Above, Entry),
          .Use = Level == 1 ? EntryUse::Page : EntryUse::Table};

  if ((Entry & Context.decisiveBits(Level)) != entry::Present) [[unlikely]]
    return cold().template decide<Mode, Level>(Step, Entry, Count);
  if constexpr (Level == 1) {
    Result.Count = static_cast<uint8_t>(Count);
    finish<Mode, Level>(Step, Entry);
  } else {
    descend<Mode, Level - 1>(PhysicalAddress(Entry & entry::Address),
                             Step.Combined, Count);
  }
}

/// An entry that is not present, not sane, or maps a large page.
template <PagingMode Mode, unsigned Level>
void Walker::decide(WalkStep &Step, uint64_t Entry, unsigned Count) {
  Result.Count = static_cast<uint8_t>(Count);
  // SDM 4.7: an entry that is not present ends the walk, and its other bits
  // mean nothing.
  if (!(Entry & entry::Present))
    return faultPage(FaultReason::NotPresent, Level);
  if constexpr (Level > 1 &&
                formatOf(Mode).level(Level).Leaf > LeafRule::NeverNoBit)
    if (Entry & Context.pageBit(Level)) {
      Step.Use = EntryUse::LargePage;
      if (Entry & Context.reservedInPage(Level))
        return faultPage(FaultReason::ReservedBit, Level);
      return finish<Mode, Level>(Step, Entry);
    }
  faultPage(FaultReason::ReservedBit, Level);
}

template <PagingMode Mode, unsigned Level>
void Walker::finish(WalkStep &Step, uint64_t Entry) {
  constexpr const LevelFormat &Format = formatOf(Mode).level(Level);
  if (!Context.allows(Access, Step.Combined)) [[unlikely]]
    return cold().faultPage(cold().reasonFor(Step.Combined), 0);

  // SDM 4.8: the dirty flag, in the entry that maps the page.
  if (Access.Type == AccessType::Write)
    Step.After |= entry::Dirty;

  constexpr uint64_t Size = Format.pageSize();
  Result.Found = {
      .Physical = PhysicalAddress(pageAddress<Format.Leaf>(Entry, Size) |
                                  (Address.Value & (Size - 1))),
      .PageShift = Format.Shift,
      .Allowed = Step.Combined,
      .IsGlobal = Context.controls().PageGlobal && (Entry & entry::Global),
      .IsDirty = (Step.After & entry::Dirty) != 0};
}

void Walker::faultNonCanonical() {
  Result.Faulted = true;
  // SDM vol. 1 3.3.7.1: #SS for an address through SS, else #GP, both with
  // error code 0.
  Result.Fault = {.Vector = Access.Segment == AccessSegment::Stack
                                ? FaultVector::StackFault
                                : FaultVector::GeneralProtection,
                  .Reason = FaultReason::NonCanonical};
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
  for (unsigned I = 0; I < Result.Count; ++I)
    Result.Steps[I].After = Result.Steps[I].Before;
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
  WalkResult Result;
  Walker W = {Memory, Context, Address, Access, Result};
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
  return Result;
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
