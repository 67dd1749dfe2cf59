//===- AccessWalker.h - From each access to its physical byte -------------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Simulation/Activation.h"
#include "Simulation/AddressSpace.h"

#include <unordered_map>
#include <vector>

namespace framewalk {

/// Walks the accesses of the functions of one translation unit.
///
/// Each function runs in a fresh activation: the caller's page is present, the
/// pages below have never been touched, the TLB is cold. Its instructions are
/// taken in the order of their addresses, each once (a simplification: no
/// branch is taken, no callee disturbs the TLB). What the compiler stores on
/// its own account, arguments and spills, touches memory too, so it is often
/// such an instruction that takes the fault, and the first use in the source
/// that finds the page present.
///
/// A call pushes its return address, and may write to whatever has had its
/// address taken: what is read back later is not taken for untouched.
///
/// `&x` touches no memory. It is translated when all else has run, as a write
/// through that pointer would be.
class AccessWalker {
public:
  /// In the default activation of programs with pointers of that size.
  explicit AccessWalker(unsigned PointerSize)
      : AccessWalker(defaultStack(PointerSize)) {}
  /// With the stack, and the activation on it, elsewhere.
  explicit AccessWalker(const StackPlace &Place) : Stack(Place) {}

  /// The frame behind the page that the caller has been running on.
  static constexpr PhysicalAddress CallerFrame{0x6000};

  /// Fills Access::Walk wherever the code fixes the address. An access beyond
  /// the stack's limit has none, and a note of the function says so.
  void walkFunction(FunctionReport &Function,
                    const ActivationRegisters &Registers);
  /// The same where the stack's place says.
  void walkFunction(FunctionReport &Function);

  /// The walks so far; WalkId counts on over all functions of the unit. The
  /// same walk in two functions is one.
  std::vector<PageWalk> takeWalks();

private:
  class Activation;

  /// What makes two walks the same; cheaper to compare than a PageWalk.
  struct WalkKey {
    std::array<uint64_t, 2 + MaxLevels + 2> Words{};
    friend bool operator==(const WalkKey &, const WalkKey &) = default;
  };
  struct WalkKeyHash {
    size_t operator()(const WalkKey &Key) const;
  };

  static WalkKey keyOf(VirtualAddress Address, const TouchResult &Result);
  WalkId idOf(VirtualAddress Address, const TouchResult &Result);
  /// Touches the byte and says how that went.
  std::optional<AccessWalk> touch(VirtualAddress Address, AccessType Type);

  /// A new machine with one process, in which nothing has run yet.
  void startProcess();
  void provideCallersPage(VirtualAddress Address);
  VirtualAddress callersPage() const;

  StackPlace Stack;
  SimulatedMachine Machine;
  std::optional<AddressSpace> Space;
  std::unordered_map<WalkKey, WalkId, WalkKeyHash> Known;
  std::vector<PageWalk> Walks;
  /// The walk that put each page into the TLB, in this activation.
  std::unordered_map<uint64_t, WalkId> LastWalk;
};

/// A finished walk in the form of the report; \p Fault may be null.
PageWalk toPageWalk(VirtualAddress Address, const WalkResult &Walk,
                    const HandledFault *Fault);

} // namespace framewalk
