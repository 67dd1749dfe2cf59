//===- Process.cpp - One process of a program that is laid out ------------===//

#include "Simulation/Process.h"

#include <fmt/format.h>

#include <algorithm>

namespace framewalk {

namespace {

std::string hex(VirtualAddress A) { return fmt::format("{:#x}", A.Value); }

/// The CFA that a register's value means; none where it is not given.
std::optional<VirtualAddress> cfaFrom(const SimulationOptions &Options,
                                      unsigned PointerSize) {
  // The return address is the lowest word of the caller's part of the frame.
  if (Options.Rsp)
    return *Options.Rsp + PointerSize;
  if (Options.Rbp)
    return *Options.Rbp + 2 * int64_t(PointerSize);
  return std::nullopt;
}

} // namespace

std::string sizeText(uint64_t Bytes) {
  if (Bytes >= 1 << 20 && Bytes % (1 << 20) == 0)
    return fmt::format("{} MiB", Bytes >> 20);
  if (Bytes >= 1 << 10 && Bytes % (1 << 10) == 0)
    return fmt::format("{} KiB", Bytes >> 10);
  return fmt::format("{} bytes", Bytes);
}

std::string problemWith(const SimulationOptions &Options,
                        unsigned PointerSize) {
  const char *Rsp = PointerSize == 8 ? "rsp" : "esp";
  const char *Rbp = PointerSize == 8 ? "rbp" : "ebp";
  if (Options.Rsp && Options.Rbp &&
      *Options.Rsp + PointerSize != *Options.Rbp + 2 * int64_t(PointerSize))
    return fmt::format(
        "{0} {1} and {2} {3} contradict each other: after `push {2}`, {2} is "
        "{0} at the entry less {4}; give one of them",
        Rsp, hex(*Options.Rsp), Rbp, hex(*Options.Rbp), PointerSize);
  std::optional<VirtualAddress> Cfa = cfaFrom(Options, PointerSize);
  if (Options.StackLimit < SmallPage)
    return fmt::format("a stack of {} bytes has no page: the limit must be "
                       "{} at least",
                       Options.StackLimit, SmallPage);
  if (!Cfa)
    return "";
  const char *Name = Options.Rsp ? Rsp : Rbp;
  VirtualAddress Given = Options.Rsp ? *Options.Rsp : *Options.Rbp;
  if (Cfa->Value % 16)
    return fmt::format(
        "{} {} cannot be: the ABI has the stack pointer before a call at a "
        "multiple of 16, so this must end in {:#x}",
        Name, hex(Given), 16 - static_cast<uint64_t>(*Cfa - Given));
  StackPlace Stack = defaultStack(PointerSize);
  if (*Cfa > Stack.Top || *Cfa - 1 < Stack.Lowest)
    return fmt::format(
        "{} {} does not lie in the stack, which reaches from {} to {}", Name,
        hex(Given), hex(Stack.Lowest), hex(Stack.Top));
  if (static_cast<uint64_t>(Stack.Top - (*Cfa - 1)) > Options.StackLimit)
    return fmt::format(
        "{} {} lies below what a stack of {} can reach: the "
        "lowest address is {}",
        Name, hex(Given), sizeText(Options.StackLimit),
        hex(Stack.Top - static_cast<int64_t>(Options.StackLimit)));
  return "";
}

StackPlace stackFor(const SimulationOptions &Options, unsigned PointerSize) {
  StackPlace Result = defaultStack(PointerSize);
  // A limit beyond the address space is none.
  Result.Lowest = Options.StackLimit < Result.Top.Value
                      ? Result.Top - static_cast<int64_t>(Options.StackLimit)
                      : VirtualAddress(0);
  Result.Cfa = cfaFrom(Options, PointerSize).value_or(Result.Cfa);
  if (Result.Cfa <= Result.Lowest)
    // The default place is too deep for so small a stack.
    Result.Cfa = Result.Top - int64_t(SmallPage) + 16;
  return Result;
}

ProcessPlan planFor(const ProgramLayout &Layout, const StackPlace &Stack,
                    const SimulationOptions &Options) {
  ProcessPlan Plan = Layout.Plan;
  Plan.StackLimit = Options.StackLimit;
  Plan.Mmu = Options.Tlb;
  VirtualAddress CallersPage = pageOf(Stack.Cfa - 1, SmallPage);
  for (Vma &V : Plan.Areas)
    if (V.Kind == VmaKind::Stack)
      // As far as the callers have come, the stack has grown.
      V.Begin =
          std::min(std::max(V.Begin, pageOf(Stack.Lowest + 4095, SmallPage)),
                   CallersPage);
  return Plan;
}

Process::Process(SimulatedMachine &Machine, const ProgramLayout &Layout,
                 const StackPlace &Stack, const ProcessPlan &Plan)
    : Layout(Layout), Space(Machine, Plan),
      Callers{pageOf(Stack.Cfa - 1, SmallPage), Stack.Top, "callers"} {
  provide(Callers.Begin);
}

void Process::provide(VirtualAddress Page) {
  if (!Space.frameOf(Page) && !Space.swapSlotOf(Page))
    Space.populate(Page);
}

void Process::prepareAll() {
  auto All = [&](const PreparedPages &P) {
    for (VirtualAddress Page = P.Begin; Page < P.End; Page = Page + SmallPage)
      provide(Page);
  };
  for (const PreparedPages &P : Layout.Prepared)
    All(P);
  // The kernel puts arguments and environment on the uppermost page.
  provide(Callers.End - SmallPage);
}

TouchResult Process::touch(VirtualAddress Address, AccessType Type) {
  if (Callers.contains(Address))
    provide(pageOf(Address, SmallPage));
  else
    for (const PreparedPages &P : Layout.Prepared)
      if (P.contains(Address))
        provide(pageOf(Address, SmallPage));
  return Space.touch(Address, Type);
}

std::optional<VirtualAddress>
PlaceFinder::operator()(const MemoryPlace &Place) const {
  switch (Place.Base) {
  case PlaceBase::Cfa:
    return Registers.Cfa + Place.Offset;
  case PlaceBase::AlignedStack:
    if (Registers.AlignedStack)
      return *Registers.AlignedStack + Place.Offset;
    return std::nullopt;
  case PlaceBase::Heap:
    if (Place.Index < HeapCalls.size() && HeapCalls[Place.Index].Address)
      return *HeapCalls[Place.Index].Address + Place.Offset;
    return std::nullopt;
  default:
    return Layout.addressOf(Place);
  }
}

//===- The allocator ------------------------------------------------------===//

namespace {

enum class HeapVerb : uint8_t { Allocate, Zeroed, Release, Reallocate, None };

HeapVerb verbOf(std::string_view Function) {
  if (Function == "placement new")
    return HeapVerb::None;
  if (Function.starts_with("operator delete") || Function.starts_with("free") ||
      Function == "cfree")
    return HeapVerb::Release;
  if (Function.starts_with("realloc"))
    return HeapVerb::Reallocate;
  return Function == "calloc" ? HeapVerb::Zeroed : HeapVerb::Allocate;
}

std::string requestText(const HeapRequest &R) {
  uint64_t Bytes = static_cast<uint64_t>(R.Bytes < 0 ? -R.Bytes : R.Bytes);
  switch (R.Kind) {
  case HeapRequest::Call::Brk:
    return fmt::format("brk: the heap {} by {}, {} {}",
                       R.Bytes < 0 ? "shrinks" : "grows", sizeText(Bytes),
                       R.Bytes < 0 ? "down to" : "from",
                       hex(R.Bytes < 0 ? R.Begin + R.Bytes : R.Begin));
  case HeapRequest::Call::Mmap:
    return fmt::format("mmap: {} of their own at {}", sizeText(Bytes),
                       hex(R.Begin));
  case HeapRequest::Call::Munmap:
    return fmt::format("munmap: the {} at {} are gone", sizeText(Bytes),
                       hex(R.Begin));
  case HeapRequest::Call::Mremap:
    return fmt::format("mremap: the mapping is now at {}", hex(R.Begin));
  }
  return "";
}

std::string requestsText(const HeapModel &Heap) {
  if (Heap.lastRequests().empty())
    return "; the kernel is not asked";
  std::string Result = "; glibc asks the kernel for ";
  for (size_t I = 0; I < Heap.lastRequests().size(); ++I)
    Result += (I ? ", " : "") + requestText(Heap.lastRequests()[I]);
  return Result;
}

/// Until when a block lives, as far as this function decides.
std::string untilText(const std::vector<HeapCall> &Calls, const HeapCall &C) {
  if (C.ReleasedBy.empty())
    return ", and nothing in this function gives it back";
  std::string Result = ", until";
  for (size_t I = 0; I < C.ReleasedBy.size(); ++I) {
    const HeapCall &R = Calls[C.ReleasedBy[I]];
    Result += fmt::format("{} {}", I ? " or" : "", R.Function);
    if (R.Position.isValid())
      Result += fmt::format(" at {}:{}", R.Position.Line, R.Position.Column);
  }
  return Result;
}

std::string pointerText(const HeapCall &C) {
  if (C.PointerName.empty() && !C.PointerSlot)
    return "";
  std::string Name =
      C.PointerName.empty() ? "a slot of its own" : "`" + C.PointerName + "`";
  return fmt::format("the pointer lives in {}{}; ", Name,
                     C.PointerSlot ? ", in this frame" : "");
}

std::string releaseText(const HeapCall &C, const HeapModel &Heap,
                        VirtualAddress Block) {
  std::string Where;
  switch (Heap.lastFreedTo()) {
  case FreedTo::Tcache:
    Where = "kept in the thread's cache for the next request of that size";
    break;
  case FreedTo::FastBin:
    Where = "kept in a fast bin for the next request of that size";
    break;
  case FreedTo::UnsortedBin:
    Where = "merged with its free neighbours and kept for later requests";
    break;
  case FreedTo::Top:
    Where = "merged with the unused rest of the heap";
    break;
  case FreedTo::Kernel:
    Where = "given back to the kernel";
    break;
  case FreedTo::Nowhere:
    Where = "not known to the allocator";
    break;
  }
  return fmt::format("the block at {} is {}{}{}", hex(Block), Where,
                     C.PointerName.empty()
                         ? ""
                         : "; `" + C.PointerName + "` still points there",
                     requestsText(Heap));
}

} // namespace

void Process::runHeapCall(std::vector<HeapCall> &Calls, size_t Index,
                          bool IsCxx) {
  HeapCall &C = Calls[Index];
  HeapVerb Verb = verbOf(C.Function);
  if (Verb == HeapVerb::None) {
    C.Effect = "constructs an object in memory that is there already: nothing "
               "is allocated";
    return;
  }
  if (!Heap) {
    Heap.emplace(Space);
    if (IsCxx)
      Heap->allocateForCxxRuntime();
  }
  std::optional<VirtualAddress> Old;
  if (C.Releases && *C.Releases < Calls.size())
    Old = Calls[*C.Releases].Address;
  if (Verb == HeapVerb::Release) {
    if (!Old)
      C.Effect = "gives a block back; which one is only known at run time";
    else if (Heap->release(*Old))
      C.Effect = releaseText(C, *Heap, *Old);
    else
      C.Effect = fmt::format("no block in use begins at {}: glibc aborts, or "
                             "its heap is damaged",
                             hex(*Old));
    return;
  }
  if (!C.Bytes || (Verb == HeapVerb::Reallocate && !Old)) {
    C.Effect = pointerText(C) +
               (C.Bytes ? "which block is enlarged is only known at run time, "
                          "and so is where the new one lies"
                        : "how many bytes is only known at run time, and so is "
                          "where the block lies") +
               untilText(Calls, C);
    return;
  }
  C.Address = Verb == HeapVerb::Reallocate ? Heap->reallocate(*Old, *C.Bytes)
              : Verb == HeapVerb::Zeroed
                  ? Heap->allocateZeroed(*C.Bytes)
                  : Heap->allocate(*C.Bytes, C.Align.value_or(0));
  if (!C.Address) {
    C.Effect = fmt::format("there is no room for {}: the result is a null "
                           "pointer",
                           sizeText(*C.Bytes));
    return;
  }
  C.Effect = fmt::format("{}the block of {} at {} {}{}{}", pointerText(C),
                         sizeText(*C.Bytes), hex(*C.Address),
                         Verb == HeapVerb::Reallocate && *C.Address == *Old
                             ? "stays where it was"
                         : Heap->isReused() ? "has bytes that a freed one had"
                                            : "is new",
                         untilText(Calls, C), requestsText(*Heap));
}

} // namespace framewalk
