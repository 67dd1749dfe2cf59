//===- Process.cpp - One process of a program that is laid out ------------===//

#include "Simulation/Process.h"

#include "Simulation/HeapStory.h"

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

std::string limitText(uint64_t StackLimit) {
  return StackLimit == UnlimitedStack ? "no limit"
                                      : "a limit of " + sizeText(StackLimit);
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
  if (Cfa->Value % 16) {
    VirtualAddress Nearest((Cfa->Value + 8) & ~uint64_t(15));
    return fmt::format(
        "{} {} cannot be: the ABI has the stack pointer before a call at a "
        "multiple of 16, so this must end in {:#x}; the nearest is {}",
        Name, hex(Given), 16 - static_cast<uint64_t>(*Cfa - Given),
        hex(Nearest - (*Cfa - Given)));
  }
  StackPlace Stack = stackFor(Options, PointerSize);
  if (*Cfa > Stack.Top || *Cfa - 1 < Stack.Lowest)
    return fmt::format("{} {} does not lie in the stack, which with {} reaches "
                       "from {} to {}",
                       Name, hex(Given), limitText(Options.StackLimit),
                       hex(Stack.Lowest), hex(Stack.Top));
  return "";
}

/// The area next to the stack; null: there is none.
static const Vma *areaBelowStack(const ProcessPlan &Plan) {
  const Vma *Below = nullptr;
  for (const Vma &V : Plan.Areas)
    if (V.Kind != VmaKind::Stack && (!Below || V.End > Below->End))
      Below = &V;
  return Below;
}

std::string problemWith(const ProgramLayout &Layout, const StackPlace &Stack) {
  // expand_downwards() would not have let the callers come so far.
  VirtualAddress Page = pageOf(Stack.Cfa - 1, SmallPage);
  const Vma *Below = areaBelowStack(Layout.Plan);
  if (!Below || Page - Below->End >=
                    static_cast<int64_t>(Layout.Plan.GuardGapPages * SmallPage))
    return "";
  return fmt::format(
      "a frame at {} cannot be: the stack keeps {} away from what lies below "
      "it, and there is the {} area at {} to {}",
      hex(Stack.Cfa), sizeText(Layout.Plan.GuardGapPages * SmallPage),
      name(Below->Kind), hex(Below->Begin), hex(Below->End));
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
  // Every walk from the top: a report shows the levels that the caches for the
  // upper ones would leave out.
  Plan.Mmu.Caches.Entries.fill(0);
  VirtualAddress CallersPage = pageOf(Stack.Cfa - 1, SmallPage);
  if (const Vma *Below = areaBelowStack(Plan))
    CallersPage = std::max(CallersPage, Below->End); // whatever problemWith()
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

void Process::runHeapCall(std::vector<HeapCall> &Calls, size_t Index,
                          const FrameLayout &Frame, bool IsCxx) {
  if (!Heap) {
    Heap.emplace(Space);
    if (IsCxx)
      Heap->allocateForCxxRuntime();
  }
  framewalk::runHeapCall(Calls, Index, *Heap, Frame);
}

} // namespace framewalk
