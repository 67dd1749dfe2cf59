//===- AddressSpace.cpp - A process's memory and what the kernel does -----===//

#include "Simulation/AddressSpace.h"

#include "Simulation/SwapEntry.h"

#include "llvm/ADT/StringExtras.h"

#include <cassert>

namespace framewalk {

namespace {

/// TASK_SIZE_MAX: the first address that can never be the program's.
constexpr VirtualAddress TaskSizeMax{0x7ffffffff000};

constexpr bool hasFrame(uint64_t Entry) {
  return Entry & (entry::Present | ProtNone);
}

constexpr unsigned MostFaultsPerAccess = 4;

std::string hex(uint64_t Value) {
  return "0x" + llvm::utohexstr(Value, /*LowerCase=*/true);
}

PagingControls userControls(PhysicalAddress Root) {
  // Four levels for 32-bit processes too: the kernel is a 64-bit one.
  return {.Mode = PagingMode::FourLevel, .Root = Root};
}

std::string describeSignal(const HandledFault &F) {
  const Signal &S = *F.Sent;
  std::string Name = S.Number == SignalNumber::Segv ? "SIGSEGV" : "SIGBUS";
  switch (S.Code) {
  case SignalCode::MapError:
    Name += " (SEGV_MAPERR)";
    break;
  case SignalCode::AccessError:
    Name += " (SEGV_ACCERR)";
    break;
  case SignalCode::Kernel:
    Name += " (SI_KERNEL, without an address)";
    break;
  case SignalCode::AddressError:
    Name += " (BUS_ADRERR)";
    break;
  }
  return std::string(F.Why) + ": the kernel sends " + Name;
}

} // namespace

std::string describe(const HandledFault &Fault) {
  std::string Frame = hex(Fault.Frame.Value);
  std::string Page = "this " + std::string(name(Fault.Area)) + " page";
  if (Fault.Growth)
    Page += " (the stack grows by " + std::to_string(Fault.Growth >> 10) +
            " KiB to reach it)";
  switch (Fault.Action) {
  case KernelAction::DemandZero:
    return "first touch of " + Page + ": the kernel gives it frame " + Frame +
           ", filled with zeros, and lets the instruction run again";
  case KernelAction::MapZeroPage:
    return "first read of " + Page +
           ", and nothing was written there yet: the kernel shows its shared "
           "page of zeros, frame " +
           Frame + ", read-only";
  case KernelAction::CopyOnWrite:
    return "first write to " + Page +
           ", which so far showed what others see too: the kernel gives it "
           "frame " +
           Frame + " of its own and makes it writable";
  case KernelAction::MapFile:
    return "first touch of " + Page + ": the kernel shows the file's page, " +
           "frame " + Frame;
  case KernelAction::SwapIn:
    return Page + " was swapped out" +
           (Fault.SwapSlot ? " to page " + std::to_string(*Fault.SwapSlot) +
                                 " of the swap area"
                           : "") +
           ": the kernel reads it back from the disk (a major fault) into "
           "frame " +
           Frame;
  case KernelAction::MakeWritable:
    return Page + " has frame " + Frame +
           " to itself: the kernel only makes it writable";
  case KernelAction::SendSignal:
    return describeSignal(Fault);
  }
  return "";
}

AddressSpace::AddressSpace(SimulatedMachine &M, const ProcessPlan &P)
    : Machine(M), Plan(P), Controls(userControls(*M.Frames.allocate())),
      Tables(M.Memory, Controls, M.Frames),
      Unit(*Mmu::create(M.Memory, Controls, P.Mmu)), Break(P.HeapBegin) {
  M.Memory.zeroFrame(Controls.Root);
  for (const Vma &V : P.Areas) {
    bool IsInserted = Areas.insert(V);
    assert(IsInserted && "the areas of a plan do not overlap");
    (void)IsInserted;
  }
}

uint64_t AddressSpace::flagsFor(const Vma &Area) const {
  uint64_t Flags = entry::User;
  if (Area.Rights.CanWrite)
    Flags |= entry::Writable;
  if (!Area.Rights.CanExecute)
    Flags |= entry::ExecuteDisable;
  return Flags;
}

bool AddressSpace::populate(VirtualAddress Page,
                            std::optional<PhysicalAddress> Frame) {
  const Vma *Area = Areas.containing(Page);
  if (!Area)
    return false;
  // The tables first: the order in which Linux allocates.
  if (Tables.makeTables(Page) != MapResult::Mapped)
    return false;
  if (!Frame)
    Frame = newFrame(Page);
  return Frame && Tables.map({.Page = Page,
                              .Frame = *Frame,
                              .Flags = flagsFor(*Area) | entry::Accessed |
                                       entry::Dirty}) == MapResult::Mapped;
}

//===- Faults -------------------------------------------------------------===//

void AddressSpace::setPage(HandledFault &Result, VirtualAddress Page,
                           std::optional<PhysicalAddress> Frame,
                           uint64_t Flags) {
  Tables.unmap(Page);
  Unit.invalidatePage(Page);
  if (!Frame || Tables.map({.Page = Page, .Frame = *Frame, .Flags = Flags}) !=
                    MapResult::Mapped) {
    Result.Action = KernelAction::SendSignal;
    Result.Sent = Signal{.Number = SignalNumber::Bus,
                         .Code = SignalCode::AddressError,
                         .Address = *Result.Fault.Cr2};
    Result.Why = "the simulated machine has no frame left";
    return;
  }
  Result.Frame = *Frame;
}

/// filemap_fault()
std::optional<PhysicalAddress> AddressSpace::filePage(const Vma &Area,
                                                      VirtualAddress Page) {
  std::pair Key(Area.Name,
                Area.FileOffset + static_cast<uint64_t>(Page - Area.Begin));
  auto Known = Machine.FilePages.find(Key);
  if (Known != Machine.FilePages.end())
    return Known->second;
  std::optional<PhysicalAddress> Frame = Machine.Frames.allocate();
  if (Frame)
    Machine.FilePages.emplace(std::move(Key), *Frame);
  return Frame;
}

bool AddressSpace::isShared(VirtualAddress Page, PhysicalAddress Frame) const {
  if (Frame == SimulatedMachine::ZeroPage)
    return true;
  const Vma *Area = Areas.containing(Page);
  if (!Area || !Area->FileBytes)
    return false;
  auto File = Machine.FilePages.find(
      {Area->Name,
       Area->FileOffset + static_cast<uint64_t>(Page - Area->Begin)});
  return File != Machine.FilePages.end() && File->second == Frame;
}

std::optional<PhysicalAddress> AddressSpace::newFrame(VirtualAddress Page) {
  for (auto It = Plan.FrameOf.begin(); It != Plan.FrameOf.end(); ++It)
    if (It->first == Page) {
      PhysicalAddress Frame = It->second;
      Plan.FrameOf.erase(It);
      return Frame;
    }
  return Machine.Frames.allocate();
}

/// expand_downwards(): whether the stack may reach down to \p Page.
bool AddressSpace::growStack(const Vma &Stack, VirtualAddress Page,
                             HandledFault &Result) {
  const Vma *Below = Areas.before(Stack);
  // "Enforce stack_guard_gap": an area that nobody can touch does not count.
  if (Below && !Below->GrowsDown && Below->Rights.isAccessible() &&
      Page - Below->End <
          static_cast<int64_t>(Plan.GuardGapPages * SmallPage)) {
    Result.Why = "the stack would come closer than its guard gap to the area "
                 "below it";
    return false;
  }
  // acct_stack_growth()
  if (static_cast<uint64_t>(Stack.End - Page) > Plan.StackLimit) {
    Result.Why = "the stack may not grow that far (RLIMIT_STACK)";
    return false;
  }
  Result.Growth = static_cast<uint64_t>(Stack.Begin - Page);
  Areas.setBegin(Stack, Page);
  return true;
}

/// lock_mm_and_find_vma()
const Vma *AddressSpace::findOrGrow(VirtualAddress Address,
                                    HandledFault &Result) {
  const Vma *Area = Areas.firstEndingAbove(Address);
  Result.Why = "there is no area at this address";
  if (!Area || (Area->Begin > Address && !Area->GrowsDown))
    return nullptr;
  if (Area->Begin > Address &&
      !growStack(*Area, pageOf(Address, SmallPage), Result))
    return nullptr;
  return Area;
}

/// do_anonymous_page()
void AddressSpace::fillAnonymous(HandledFault &Result, const Vma &Area,
                                 AccessType Type) {
  VirtualAddress Page = pageOf(*Result.Fault.Cr2, SmallPage);
  Tables.makeTables(Page);
  if (Type == AccessType::Write) {
    Result.Action = KernelAction::DemandZero;
    return setPage(Result, Page, newFrame(Page), flagsFor(Area));
  }
  Result.Action = KernelAction::MapZeroPage;
  setPage(Result, Page, SimulatedMachine::ZeroPage,
          flagsFor(Area) & ~entry::Writable);
}

/// do_read_fault() and do_cow_fault()
void AddressSpace::fillFromFile(HandledFault &Result, const Vma &Area,
                                AccessType Type) {
  VirtualAddress Page = pageOf(*Result.Fault.Cr2, SmallPage);
  if (static_cast<uint64_t>(Page - Area.Begin) >= *Area.FileBytes) {
    Result.Action = KernelAction::SendSignal;
    Result.Why = "the page lies behind the end of the file";
    Result.Sent = Signal{.Number = SignalNumber::Bus,
                         .Code = SignalCode::AddressError,
                         .Address = *Result.Fault.Cr2,
                         .ErrorCode = Result.Fault.ErrorCode};
    return;
  }
  Tables.makeTables(Page);
  if (Type == AccessType::Write) {
    Result.Action = KernelAction::CopyOnWrite;
    return setPage(Result, Page, newFrame(Page), flagsFor(Area));
  }
  Result.Action = KernelAction::MapFile;
  setPage(Result, Page, filePage(Area, Page),
          flagsFor(Area) & ~entry::Writable);
}

/// do_wp_page(): a write to a page that is there, in an area that allows it.
void AddressSpace::writeProtected(HandledFault &Result, const Vma &Area,
                                  uint64_t Entry) {
  VirtualAddress Page = pageOf(*Result.Fault.Cr2, SmallPage);
  PhysicalAddress Old(Entry & entry::Address);
  bool MustCopy = isShared(Page, Old);
  Result.Action =
      MustCopy ? KernelAction::CopyOnWrite : KernelAction::MakeWritable;
  setPage(Result, Page, MustCopy ? newFrame(Page) : Old, flagsFor(Area));
}

/// handle_pte_fault()
HandledFault AddressSpace::handleInArea(HandledFault Result, const Vma &Area,
                                        AccessType Type) {
  Result.Area = Area.Kind;
  std::optional<Mapper::EntryPlace> Place = Tables.find(*Result.Fault.Cr2);
  uint64_t Entry = Place ? Place->Entry : 0;
  if (Entry & entry::Present) {
    writeProtected(Result, Area, Entry);
  } else if (isSwapEntry(Entry)) {
    Result.Action = KernelAction::SwapIn;
    Result.IsMajor = true;
    Result.SwapSlot = swapSlot(Controls.Mode, Entry);
    VirtualAddress Page = pageOf(*Result.Fault.Cr2, SmallPage);
    setPage(Result, Page, newFrame(Page), flagsFor(Area));
  } else if (Area.FileBytes) {
    fillFromFile(Result, Area, Type);
  } else {
    fillAnonymous(Result, Area, Type);
  }
  return Result;
}

/// do_user_addr_fault()
HandledFault AddressSpace::handlePageFault(const TranslationFault &Fault,
                                           AccessType Type) {
  HandledFault Result = {.Fault = Fault};
  VirtualAddress Address = *Fault.Cr2;
  Signal S = {.Address = Address, .ErrorCode = Fault.ErrorCode};
  auto Send = [&](SignalCode Code) {
    S.Code = Code;
    Result.Action = KernelAction::SendSignal;
    Result.Sent = S;
    return Result;
  };
  if (Address >= TaskSizeMax) {
    // set_signal_archinfo(): the error code must not tell whether the kernel
    // has something mapped there.
    S.ErrorCode |= pagefault::Present;
    Result.Why = "the address belongs to the kernel";
    return Send(SignalCode::MapError);
  }
  const Vma *Area = findOrGrow(Address, Result);
  if (!Area)
    return Send(SignalCode::MapError);
  Result.Area = Area->Kind;
  // access_error()
  bool IsForbidden = Type == AccessType::Write
                         ? !Area->Rights.CanWrite
                         : (Fault.ErrorCode & pagefault::Present) ||
                               !Area->Rights.isAccessible();
  if (IsForbidden) {
    Result.Why = Type == AccessType::Write   ? "the area may not be written to"
                 : Type == AccessType::Fetch ? "the area may not be executed"
                                             : "the area may not be read";
    return Send(SignalCode::AccessError);
  }
  return handleInArea(Result, *Area, Type);
}

HandledFault AddressSpace::handle(const TranslationFault &Fault,
                                  AccessType Type) {
  if (Fault.Vector == FaultVector::PageFault)
    return handlePageFault(Fault, Type);
  // exc_general_protection(), exc_stack_segment(): no address is known.
  bool IsStack = Fault.Vector == FaultVector::StackFault;
  return {.Fault = Fault,
          .Action = KernelAction::SendSignal,
          .Sent =
              Signal{.Number = IsStack ? SignalNumber::Bus : SignalNumber::Segv,
                     .Code = SignalCode::Kernel,
                     .Trap = static_cast<unsigned>(Fault.Vector)},
          .Why = "the address is not canonical"};
}

TouchResult AddressSpace::touch(VirtualAddress Address, AccessType Type,
                                AccessSegment Segment) {
  MemoryAccess Access = {
      .Type = Type, .Mode = AccessMode::User, .Segment = Segment};
  TouchResult Result;
  // A fetch from an untouched page that may not be executed faults twice: first
  // the page comes, then it turns out to be forbidden.
  while (Result.Faults.size() < MostFaultsPerAccess) {
    MmuResult R = Unit.translate(Address, Access);
    if (R.By == TranslatedBy::Tlb) {
      Result.Found = Unit.cached(Address, Access);
      return Result;
    }
    Result.Walk = Unit.lastWalk();
    if (R.By == TranslatedBy::Walk) {
      Result.Found = Result.Walk->translation();
      return Result;
    }
    Result.Faults.push_back(handle(Result.Walk->fault(), Type));
    if (Result.Faults.back().Sent)
      return Result;
  }
  assert(false && "the kernel's answers must let an access pass in the end");
  return Result;
}

WalkResult AddressSpace::peek(VirtualAddress Address, AccessType Type) const {
  return walk(Machine.Memory, Unit.context(), Address,
              {.Type = Type, .Mode = AccessMode::User});
}

//===- System calls -------------------------------------------------------===//

/// __get_unmapped_area(). What is made of whole huge pages begins where one
/// could: thp_get_unmapped_area_vmflags(), of 64-bit processes only, since 6.7.
std::optional<VirtualAddress> AddressSpace::findRoom(uint64_t Size) const {
  constexpr VirtualAddress Lowest(0x10000); // vm.mmap_min_addr
  constexpr uint64_t HugePage = uint64_t(2) << 20;
  if (Plan.PointerSize == 8 && Size % HugePage == 0)
    if (auto Padded = Areas.findGapBelow(Plan.MmapTop, Lowest, Size + HugePage))
      return pageOf(*Padded, HugePage) + HugePage;
  return Areas.findGapBelow(Plan.MmapTop, Lowest, Size);
}

std::optional<VirtualAddress> AddressSpace::mapAnonymous(uint64_t Bytes,
                                                         Protection Rights) {
  uint64_t Size = alignUp(Bytes, SmallPage);
  std::optional<VirtualAddress> Begin = Size ? findRoom(Size) : std::nullopt;
  if (Begin)
    Areas.insert({.Begin = *Begin,
                  .End = *Begin + static_cast<int64_t>(Size),
                  .Rights = Rights});
  return Begin;
}

bool AddressSpace::mapAt(Vma Area) { return Areas.insert(std::move(Area)); }

void AddressSpace::dropPages(VirtualAddress Begin, VirtualAddress End) {
  uint64_t Reach = Unit.context().format().level(2).pageSize();
  for (VirtualAddress Page = Begin; Page < End;) {
    if (!Tables.find(Page)) {
      // No page table: nothing up to where the next one would serve.
      Page = pageOf(Page, Reach) + static_cast<int64_t>(Reach);
      continue;
    }
    Tables.unmap(Page);
    Unit.invalidatePage(Page);
    Page = Page + SmallPage;
  }
}

void AddressSpace::unmap(VirtualAddress Begin, uint64_t Bytes) {
  VirtualAddress End(alignUp(Begin.Value + Bytes, SmallPage));
  Areas.remove(Begin, End);
  dropPages(Begin, End);
}

bool AddressSpace::protect(VirtualAddress Begin, uint64_t Bytes,
                           Protection Rights) {
  VirtualAddress End(alignUp(Begin.Value + Bytes, SmallPage));
  if (!Areas.protect(Begin, End, Rights))
    return false;
  for (VirtualAddress Page = Begin; Page < End; Page = Page + SmallPage) {
    std::optional<Mapper::EntryPlace> Place = Tables.find(Page);
    if (!Place || !hasFrame(Place->Entry))
      continue;
    // change_protection(): what becomes writable is only made so by the next
    // write's fault, which finds out whether the frame is shared.
    constexpr uint64_t Kept = entry::Address | entry::Accessed | entry::Dirty;
    uint64_t New = flagsFor(*Areas.containing(Page)) & ~entry::Writable;
    New |= Rights.isAccessible() ? entry::Present : ProtNone;
    Tables.write(Place->Place, (Place->Entry & Kept) | New);
    Unit.invalidatePage(Page);
  }
  return true;
}

bool AddressSpace::setBreak(VirtualAddress End) {
  VirtualAddress From(alignUp(Plan.HeapBegin.Value, SmallPage));
  VirtualAddress NewEnd(alignUp(End.Value, SmallPage));
  VirtualAddress OldEnd(alignUp(Break.Value, SmallPage));
  if (End < Plan.HeapBegin)
    return false;
  if (NewEnd < OldEnd)
    unmap(NewEnd, static_cast<uint64_t>(OldEnd - NewEnd));
  if (NewEnd > OldEnd) {
    const Vma *Next = Areas.firstEndingAbove(OldEnd);
    if (Next && Next->Begin < NewEnd)
      return false;
    const Vma *Heap = OldEnd > From ? Areas.containing(OldEnd - 1) : nullptr;
    if (Heap)
      Areas.setEnd(*Heap, NewEnd);
    else
      Areas.insert({.Begin = OldEnd,
                    .End = NewEnd,
                    .Rights = ReadWrite,
                    .Kind = VmaKind::Heap,
                    .Name = "[heap]"});
  }
  Break = End;
  return true;
}

template <typename Function>
void AddressSpace::forEachEntry(const Vma &Area, Function Fn) const {
  for (VirtualAddress Page = Area.Begin; Page < Area.End;) {
    std::optional<Mapper::EntryPlace> Place = Tables.find(Page);
    if (!Place) {
      // No page table: nothing up to where the next one would serve.
      uint64_t Reach = Unit.context().format().level(2).pageSize();
      Page = pageOf(Page, Reach) + static_cast<int64_t>(Reach);
      continue;
    }
    Fn(Page, Place->Entry);
    Page = Page + SmallPage;
  }
}

std::string AddressSpace::whyNotSwappable(VirtualAddress Page) const {
  if (!Areas.containing(Page))
    return "no area of the process has that address";
  std::optional<Mapper::EntryPlace> Place = Tables.find(Page);
  uint64_t Entry = Place ? Place->Entry : 0;
  if (isSwapEntry(Entry))
    return "it is in swap already";
  if (!(Entry & entry::Present))
    return "nothing has touched it, so there is nothing to write";
  PhysicalAddress Frame(Entry & entry::Address);
  if (Frame == SimulatedMachine::ZeroPage)
    return "it was only read and shows the shared page of zeros, which stays";
  if (isShared(Page, Frame))
    return "it shows a file's page as it is: the kernel drops such a page and "
           "reads the file again";
  return "";
}

/// try_to_unmap(), once the page is written.
bool AddressSpace::swapOut(VirtualAddress Page) {
  if (!whyNotSwappable(Page).empty())
    return false;
  Tables.write(Tables.find(Page)->Place,
               swapEntry(Controls.Mode, Machine.NextSwapSlot++));
  Unit.invalidatePage(Page);
  return true;
}

std::optional<PhysicalAddress>
AddressSpace::shownFrame(VirtualAddress Page) const {
  std::optional<Mapper::EntryPlace> Place = Tables.find(Page);
  if (!Place || !hasFrame(Place->Entry))
    return std::nullopt;
  return PhysicalAddress(Place->Entry & entry::Address);
}

std::optional<PhysicalAddress>
AddressSpace::frameOf(VirtualAddress Page) const {
  std::optional<PhysicalAddress> Frame = shownFrame(Page);
  return Frame == SimulatedMachine::ZeroPage ? std::nullopt : Frame;
}

std::vector<VirtualAddress> AddressSpace::presentPages() const {
  std::vector<VirtualAddress> Result;
  for (const Vma &Area : Areas)
    forEachEntry(Area, [&](VirtualAddress Page, uint64_t Entry) {
      if (hasFrame(Entry))
        Result.push_back(Page);
    });
  return Result;
}

std::optional<uint64_t> AddressSpace::swapSlotOf(VirtualAddress Page) const {
  std::optional<Mapper::EntryPlace> Place = Tables.find(Page);
  return Place && isSwapEntry(Place->Entry)
             ? std::optional(swapSlot(Controls.Mode, Place->Entry))
             : std::nullopt;
}

Residency AddressSpace::residency(const Vma &Area) const {
  Residency Result;
  forEachEntry(Area, [&](VirtualAddress, uint64_t Entry) {
    if (hasFrame(Entry)) {
      bool IsZero =
          (Entry & entry::Address) == SimulatedMachine::ZeroPage.Value;
      (IsZero ? Result.ShowsZeroPage : Result.Resident) += 1;
      Result.Dirty += !IsZero && (Entry & entry::Dirty);
    } else if (isSwapEntry(Entry)) {
      ++Result.Swapped;
    }
  });
  return Result;
}

} // namespace framewalk
