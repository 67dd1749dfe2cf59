//===- Process.h - One process of a program that is laid out --------------===//
#pragma once

#include "Model/MemoryTouch.h"
#include "Simulation/Activation.h"
#include "Simulation/AddressSpace.h"
#include "Simulation/HeapModel.h"
#include "Simulation/ProgramLayout.h"
#include "Simulation/SimulationOptions.h"

#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// What contradicts itself in the options, or cannot be with pointers of that
/// size, as a sentence that says what to do; empty: nothing.
std::string problemWith(const SimulationOptions &Options, unsigned PointerSize);

/// The same of a stack whose limit lets it reach what lies below it.
std::string problemWith(const ProgramLayout &Layout, const StackPlace &Stack);

/// "8 MiB", "132 KiB", "24 bytes".
std::string sizeText(uint64_t Bytes);

/// "a limit of 8 MiB", "no limit".
std::string limitText(uint64_t StackLimit);

/// The stack that the options ask for, which must have no problem.
StackPlace stackFor(const SimulationOptions &Options, unsigned PointerSize);

/// How a process with that layout begins whose outermost function, of those
/// that are looked at, has its frame below \p Stack.Cfa.
ProcessPlan planFor(const ProgramLayout &Layout, const StackPlace &Stack,
                    const SimulationOptions &Options);

/// Its memory, its allocator, and the pages that others have written to before
/// the code that is looked at runs: the loader, execve, callers.
class Process {
public:
  /// \p Layout must outlive it.
  Process(SimulatedMachine &Machine, const ProgramLayout &Layout,
          const StackPlace &Stack, const ProcessPlan &Plan);

  AddressSpace &space() { return Space; }
  const AddressSpace &space() const { return Space; }
  const ProgramLayout &layout() const { return Layout; }

  /// One access. What others have written before gets its frame when somebody
  /// looks.
  TouchResult touch(VirtualAddress Address, AccessType Type);
  /// All of that, and not only what somebody looks at.
  void prepareAll();
  /// HeapStory.h's, in this process's heap.
  void runHeapCall(std::vector<HeapCall> &Calls, size_t Index,
                   const FrameLayout &Frame, bool IsCxx);
  /// None: nothing has been allocated.
  const HeapModel *heap() const { return Heap ? &*Heap : nullptr; }

private:
  void provide(VirtualAddress Page);

  const ProgramLayout &Layout;
  AddressSpace Space;
  PreparedPages Callers;
  std::optional<HeapModel> Heap;
};

/// Where the places of one activation are in its process.
struct PlaceFinder {
  const ProgramLayout &Layout;
  const ActivationRegisters &Registers;
  const std::vector<HeapCall> &HeapCalls;

  std::optional<VirtualAddress> operator()(const MemoryPlace &Place) const;
};

/// More pages than that are not looked at one by one: the first and the last.
constexpr uint64_t MostPagesOfAnObject = 64;

/// Calls \p Fn with the first byte of those from \p First on that lies on each
/// page.
template <typename Function>
void forEachPage(VirtualAddress First, uint64_t Bytes, Function Fn) {
  Fn(First);
  if (Bytes < 2)
    return;
  VirtualAddress Last = First + (static_cast<int64_t>(Bytes) - 1);
  VirtualAddress LastPage = pageOf(Last, SmallPage);
  VirtualAddress Page = pageOf(First, SmallPage);
  if (LastPage <= Page) // or the bytes wrap around
    return;
  if (static_cast<uint64_t>(LastPage - Page) > MostPagesOfAnObject * SmallPage)
    return Fn(LastPage);
  while (Page < LastPage) {
    Page = Page + SmallPage;
    Fn(Page);
  }
}

/// The same for what one execution of an instruction may touch: with a Range
/// its first byte, and its last one where that is on another page.
template <typename Function>
void forEachPage(VirtualAddress First, const MemoryTouch &Touch, Function Fn) {
  if (!Touch.Range)
    return forEachPage(First, Touch.Size, Fn);
  Fn(First);
  VirtualAddress Last = First + (static_cast<int64_t>(Touch.Range) - 1);
  if (pageOf(Last, SmallPage) > pageOf(First, SmallPage))
    Fn(Last);
}

/// An instruction that reads and writes asks for the right to write at once.
constexpr AccessType accessTypeOf(AccessKind Kind) {
  return Kind == AccessKind::Read ? AccessType::Read : AccessType::Write;
}

} // namespace framewalk
