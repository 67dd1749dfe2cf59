//===- AddressSpace.cpp - A process's memory and what the kernel does -----===//

#include "Simulation/AddressSpace.h"

#include "llvm/ADT/StringExtras.h"

#include <cassert>

namespace framewalk {

namespace {

constexpr uint64_t ReadOnlyPage = entry::User | entry::ExecuteDisable;
constexpr uint64_t WritablePage = ReadOnlyPage | entry::Writable;

FrameAllocator freshFrames() {
  return FrameAllocator(AddressSpace::RootTable + SmallPage,
                        {AddressSpace::CallerFrame, AddressSpace::ZeroPage});
}

std::string hex(uint64_t Value) {
  return "0x" + llvm::utohexstr(Value, /*LowerCase=*/true);
}

} // namespace

std::string describe(const HandledFault &Fault) {
  std::string Frame = hex(Fault.Frame.Value);
  switch (Fault.Action) {
  case KernelAction::DemandZero:
    return "first touch of this stack page: the kernel gives it frame " +
           Frame + ", filled with zeros, and lets the instruction run again";
  case KernelAction::MapZeroPage:
    return "first read of this stack page, and nothing was written there yet: "
           "the kernel shows its shared page of zeros, frame " +
           Frame + ", read-only";
  case KernelAction::CopyOnWrite:
    return "first write to a page that so far showed the shared zeros: the "
           "kernel gives it frame " +
           Frame + " of its own and makes it writable";
  case KernelAction::SegmentationFault:
    return "the stack may not grow that far: the kernel sends SIGSEGV";
  }
  return "";
}

AddressSpace::AddressSpace(const StackPlace &Place)
    : Stack(Place), Frames(freshFrames()),
      // Four levels for 32-bit processes too: the kernel is a 64-bit one.
      Controls{.Mode = PagingMode::FourLevel, .Root = RootTable},
      Context(*PagingContext::create(Controls, Memory)),
      Tables(Memory, Controls, Frames) {
  reset();
}

void AddressSpace::reset() {
  Memory.clear();
  Frames = freshFrames();
  Buffer.flushAll();
  // The caller has stored there: its page is accessed and dirty already.
  mapStackPage(pageOf(Stack.Cfa - 1, SmallPage), CallerFrame,
               WritablePage | entry::Accessed | entry::Dirty);
}

void AddressSpace::mapStackPage(VirtualAddress Page, PhysicalAddress Frame,
                                uint64_t Flags) {
  Tables.map({.Page = Page, .Frame = Frame, .Flags = Flags});
}

std::optional<PhysicalAddress> AddressSpace::mapFreshPage(VirtualAddress Page,
                                                          uint64_t Flags) {
  // First the tables, then the page: the order in which Linux allocates them.
  if (Tables.makeTables(Page) != MapResult::Mapped)
    return std::nullopt;
  std::optional<PhysicalAddress> Frame = Frames.allocate();
  if (Frame)
    mapStackPage(Page, *Frame, Flags);
  return Frame;
}

/// Pages above the one that the CFA is on belong to callers, who have used
/// them; they get a frame when somebody looks.
void AddressSpace::mapCallersPageIfThere(VirtualAddress Address) {
  VirtualAddress Page = pageOf(Address, SmallPage);
  if (Page <= pageOf(Stack.Cfa - 1, SmallPage) || Page >= Stack.Top)
    return;
  std::optional<Mapper::EntryPlace> Place = Tables.find(Page);
  if (!Place || !(Place->Entry & entry::Present))
    mapFreshPage(Page, WritablePage | entry::Accessed | entry::Dirty);
}

KernelAction AddressSpace::decide(const TranslationFault &Fault,
                                  AccessType Type) const {
  if (!Fault.Cr2 || *Fault.Cr2 >= Stack.Top || *Fault.Cr2 < Stack.Lowest ||
      Type == AccessType::Fetch)
    return KernelAction::SegmentationFault;
  if (Fault.Reason == FaultReason::NotPresent)
    return Type == AccessType::Write ? KernelAction::DemandZero
                                     : KernelAction::MapZeroPage;
  if (Fault.Reason == FaultReason::WriteProtected)
    return KernelAction::CopyOnWrite;
  return KernelAction::SegmentationFault;
}

HandledFault AddressSpace::handle(const TranslationFault &Fault,
                                  AccessType Type) {
  HandledFault Result = {.Fault = Fault, .Action = decide(Fault, Type)};
  if (Result.Action == KernelAction::SegmentationFault)
    return Result;
  VirtualAddress Page = pageOf(*Fault.Cr2, SmallPage);
  if (Result.Action == KernelAction::MapZeroPage) {
    Result.Frame = ZeroPage;
    mapStackPage(Page, ZeroPage, ReadOnlyPage);
    return Result;
  }
  if (Result.Action == KernelAction::CopyOnWrite) {
    Tables.unmap(Page);
    Buffer.invalidatePage(Page);
  }
  std::optional<PhysicalAddress> Frame = mapFreshPage(Page, WritablePage);
  if (!Frame)
    Result.Action = KernelAction::SegmentationFault;
  else
    Result.Frame = *Frame;
  return Result;
}

TouchResult AddressSpace::touch(VirtualAddress Address, AccessType Type) {
  MemoryAccess Access = {.Type = Type, .Mode = AccessMode::User};
  TouchResult Result;
  Result.Found = Buffer.lookup(Context, Address, Access);
  if (Result.Found)
    return Result;
  mapCallersPageIfThere(Address);
  WalkResult Walk = walk(Memory, Context, Address, Access);
  if (Walk.isFault()) {
    Result.Fault = handle(Walk.fault(), Type);
    if (Result.Fault->Action == KernelAction::SegmentationFault)
      return Result;
    Walk = walk(Memory, Context, Address, Access);
    assert(!Walk.isFault() && "the kernel's answer must let the access pass");
  }
  commit(Memory, Context, Walk);
  Buffer.insert(Address, Walk.translation());
  Result.Found = Walk.translation();
  Result.Walk = Walk;
  return Result;
}

WalkResult AddressSpace::peek(VirtualAddress Address, AccessType Type) const {
  return walk(Memory, Context, Address,
              {.Type = Type, .Mode = AccessMode::User});
}

} // namespace framewalk
