//===- AddressSpace.h - A process's memory and what the kernel does -------===//
//
// The tables of one simulated process, the MMU in front of them, its areas, and
// Linux's answers to faults. Pages come to be when they are touched. The answer
// follows the kernel's own order (arch/x86/mm/fault.c, mm/memory.c, mm/mmap.c);
// each step names the function that it stands for.
//
// Simplified: no transparent huge pages, no fault-around (a read fault in a
// file maps its one page, not up to 16), no userfaultfd, one thread.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Paging/FrameAllocator.h"
#include "Paging/Mapper.h"
#include "Paging/Mmu.h"
#include "Simulation/Activation.h"
#include "Simulation/Vma.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace framewalk {

/// What all processes share: memory, the frames that are free in it, and the
/// kernel's cache of files.
struct SimulatedMachine {
  /// The kernel's page of zeros, shown wherever an untouched page is read.
  static constexpr PhysicalAddress ZeroPage{0x1000000};

  PhysicalMemory Memory;
  FrameAllocator Frames{PhysicalAddress(0x1000), {ZeroPage}};
  /// The frames that hold pages of files, by file and offset: read once, shown
  /// to every process that maps them.
  std::map<std::pair<std::string, uint64_t>, PhysicalAddress> FilePages;
  /// The next free page of the swap area; the first one is its header.
  uint64_t NextSwapSlot = 1;
};

enum class SignalNumber : uint8_t { Segv, Bus };

/// si_code.
enum class SignalCode : uint8_t {
  MapError,     ///< SEGV_MAPERR: no area there
  AccessError,  ///< SEGV_ACCERR: the area forbids it
  Kernel,       ///< SI_KERNEL (128): no address is given
  AddressError, ///< BUS_ADRERR: behind the end of a file
};

/// A signal as its handler sees it.
struct Signal {
  SignalNumber Number = SignalNumber::Segv;
  SignalCode Code = SignalCode::MapError;
  VirtualAddress Address; ///< si_addr
  unsigned Trap = 14;     ///< the context's trap number
  /// The context's error code. It differs from the processor's for addresses of
  /// the kernel: there "present" is always set, so as to tell nothing.
  uint32_t ErrorCode = 0;

  friend bool operator==(const Signal &, const Signal &) = default;
};

/// What the kernel did about a fault.
enum class KernelAction : uint8_t {
  DemandZero,   ///< gave the page a frame full of zeros
  MapZeroPage,  ///< showed the shared zero page, read-only
  CopyOnWrite,  ///< gave the page a frame of its own with what it showed before
  MapFile,      ///< showed the file's page
  SwapIn,       ///< read the page back from swap
  MakeWritable, ///< the frame is the page's own already
  SendSignal,
};

/// A fault, and its answer.
struct HandledFault {
  TranslationFault Fault;
  KernelAction Action = KernelAction::DemandZero;
  VmaKind Area = VmaKind::Stack;
  /// The frame that the page has after it.
  PhysicalAddress Frame;
  /// How far a stack grew, in bytes.
  uint64_t Growth = 0;
  /// Read from a disk: a major fault.
  bool IsMajor = false;
  /// With SwapIn: the page of the swap area that it was in.
  std::optional<uint64_t> SwapSlot;
  std::optional<Signal> Sent;
  /// With Sent: why.
  std::string_view Why;
};

/// One sentence for people.
std::string describe(const HandledFault &Fault);

/// What came of one access.
struct TouchResult {
  /// Unset: the program got a signal.
  std::optional<Translation> Found;
  /// The walk that found it; unset where the TLB did.
  std::optional<WalkResult> Walk;
  /// What happened before the walk succeeded: nearly always at most one.
  std::vector<HandledFault> Faults;
};

/// pmap -x's columns for one area, in pages.
struct Residency {
  uint64_t Resident = 0; ///< RSS: the shared zero page does not count
  uint64_t Dirty = 0;    ///< of these, written to
  uint64_t ShowsZeroPage = 0;
  uint64_t Swapped = 0;
};

/// How a process begins.
struct ProcessPlan {
  unsigned PointerSize = 8;
  std::vector<Vma> Areas;
  uint64_t StackLimit = uint64_t(8) << 20; ///< RLIMIT_STACK
  uint64_t GuardGapPages = 256;            ///< stack_guard_gap
  MmuGeometry Mmu;
  /// Where mmap looks for room, downwards.
  VirtualAddress MmapTop{0x7ffff7fff000};
  /// Where brk begins.
  VirtualAddress HeapBegin;
  /// The frames that some pages get whenever they are first written to. Others
  /// must not be given them: leave them out of the machine's free ones.
  std::vector<std::pair<VirtualAddress, PhysicalAddress>> FrameOf;
};

class AddressSpace {
public:
  AddressSpace(SimulatedMachine &Machine, const ProcessPlan &Plan);
  AddressSpace(const AddressSpace &) = delete;
  AddressSpace &operator=(const AddressSpace &) = delete;

  /// Carries out one access of user code.
  TouchResult touch(VirtualAddress Address, AccessType Type,
                    AccessSegment Segment = AccessSegment::Other);
  /// Translates without touching: no fault, no flag, no TLB entry.
  WalkResult peek(VirtualAddress Address, AccessType Type) const;

  /// Puts a page there that has been written to before the story begins.
  /// False: no area or no frame for it.
  bool populate(VirtualAddress Page,
                std::optional<PhysicalAddress> Frame = std::nullopt);

  /// mmap of private anonymous memory; none where there is no room.
  std::optional<VirtualAddress> mapAnonymous(uint64_t Bytes, Protection Rights);
  /// The same at a given place (MAP_FIXED_NOREPLACE); false where it is taken.
  bool mapAt(Vma Area);
  void unmap(VirtualAddress Begin, uint64_t Bytes);
  /// mprotect; false (ENOMEM) where a page belongs to no area.
  bool protect(VirtualAddress Begin, uint64_t Bytes, Protection Rights);
  /// brk; false where the heap would run into something.
  bool setBreak(VirtualAddress End);
  VirtualAddress currentBreak() const { return Break; }
  /// Writes the page to swap and takes its frame; false where it has none of
  /// its own.
  bool swapOut(VirtualAddress Page);
  /// Why swapOut() would refuse, for people; empty: it would not.
  std::string whyNotSwappable(VirtualAddress Page) const;
  /// The frame behind a page; none where it has none, or shows the zeros.
  std::optional<PhysicalAddress> frameOf(VirtualAddress Page) const;
  /// The same, the page of zeros included.
  std::optional<PhysicalAddress> shownFrame(VirtualAddress Page) const;
  /// The pages that have a frame or show the zeros, by address.
  std::vector<VirtualAddress> presentPages() const;
  /// Where the page lies in swap; none where it does not.
  std::optional<uint64_t> swapSlotOf(VirtualAddress Page) const;

  const VmaList &areas() const { return Areas; }
  Residency residency(const Vma &Area) const;
  const ProcessPlan &plan() const { return Plan; }
  const Mmu &mmu() const { return Unit; }
  PhysicalAddress root() const { return Controls.Root; }

private:
  HandledFault handle(const TranslationFault &Fault, AccessType Type);
  HandledFault handlePageFault(const TranslationFault &Fault, AccessType Type);
  HandledFault handleInArea(HandledFault Result, const Vma &Area,
                            AccessType Type);
  const Vma *findOrGrow(VirtualAddress Address, HandledFault &Result);
  bool growStack(const Vma &Stack, VirtualAddress Page, HandledFault &Result);
  void fillAnonymous(HandledFault &Result, const Vma &Area, AccessType Type);
  void fillFromFile(HandledFault &Result, const Vma &Area, AccessType Type);
  void writeProtected(HandledFault &Result, const Vma &Area, uint64_t Entry);
  void setPage(HandledFault &Result, VirtualAddress Page,
               std::optional<PhysicalAddress> Frame, uint64_t Flags);
  /// The frame that holds a page of a file, read once.
  std::optional<PhysicalAddress> filePage(const Vma &Area, VirtualAddress Page);
  /// Whether others are shown that frame, too.
  bool isShared(VirtualAddress Page, PhysicalAddress Frame) const;
  /// A free frame, or the one kept for that page.
  std::optional<PhysicalAddress> newFrame(VirtualAddress Page);
  /// Where mmap puts so many bytes.
  std::optional<VirtualAddress> findRoom(uint64_t Size) const;
  /// Calls \p Fn(page, entry) where there is a page table.
  template <typename Function>
  void forEachEntry(const Vma &Area, Function Fn) const;
  uint64_t flagsFor(const Vma &Area) const;
  void dropPages(VirtualAddress Begin, VirtualAddress End);

  SimulatedMachine &Machine;
  ProcessPlan Plan;
  PagingControls Controls;
  Mapper Tables;
  Mmu Unit;
  VmaList Areas;
  VirtualAddress Break;
};

} // namespace framewalk
