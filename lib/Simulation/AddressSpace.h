//===- AddressSpace.h - A process's memory and what the kernel does -------===//
//
// The tables of one simulated process, the TLB in front of them, and Linux's
// answers to page faults. Pages come to be when they are touched.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Paging/FrameAllocator.h"
#include "Paging/Mapper.h"
#include "Paging/Tlb.h"
#include "Paging/Walk.h"
#include "Simulation/Activation.h"

#include <optional>
#include <string>

namespace framewalk {

/// What the kernel did about a fault.
enum class KernelAction : uint8_t {
  DemandZero,       ///< gave the page a frame full of zeros
  MapZeroPage,      ///< showed the shared zero page, read-only
  CopyOnWrite,      ///< replaced the shared zero page by a frame of its own
  SegmentationFault ///< sent SIGSEGV
};

/// A fault, and its answer.
struct HandledFault {
  TranslationFault Fault;
  KernelAction Action = KernelAction::DemandZero;
  /// The frame that the page has after it.
  PhysicalAddress Frame;
};

/// One sentence for people.
std::string describe(const HandledFault &Fault);

/// What came of one access.
struct TouchResult {
  /// Unset: the program was killed.
  std::optional<Translation> Found;
  /// The walk that found it; unset where the TLB did.
  std::optional<WalkResult> Walk;
  /// What happened before the walk succeeded.
  std::optional<HandledFault> Fault;
};

class AddressSpace {
public:
  explicit AddressSpace(const StackPlace &Stack);

  /// A fresh process: the caller's page is there, the TLB is cold, nothing of
  /// the frame below has been touched.
  void reset();

  /// Carries out one access of user code.
  TouchResult touch(VirtualAddress Address, AccessType Type);

  /// Translates without touching: no fault, no flag, no TLB entry.
  WalkResult peek(VirtualAddress Address, AccessType Type) const;

  const StackPlace &stack() const { return Stack; }

  /// Frames that reports can count on: the top table's, the one behind the
  /// caller's page, the kernel's shared zero page.
  static constexpr PhysicalAddress RootTable{0x1000};
  static constexpr PhysicalAddress CallerFrame{0x6000};
  static constexpr PhysicalAddress ZeroPage{0x1000000};

private:
  HandledFault handle(const TranslationFault &Fault, AccessType Type);
  KernelAction decide(const TranslationFault &Fault, AccessType Type) const;
  /// With a frame from the allocator; unset: there is none left.
  std::optional<PhysicalAddress> mapFreshPage(VirtualAddress Page,
                                              uint64_t Flags);
  void mapStackPage(VirtualAddress Page, PhysicalAddress Frame, uint64_t Flags);
  void mapCallersPageIfThere(VirtualAddress Address);

  StackPlace Stack;
  PhysicalMemory Memory;
  FrameAllocator Frames;
  PagingControls Controls;
  PagingContext Context;
  Mapper Tables;
  Tlb Buffer;
};

} // namespace framewalk
