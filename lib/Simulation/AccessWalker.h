//===- AccessWalker.h - From each access to its physical byte -------------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Simulation/Process.h"

#include <string_view>
#include <unordered_map>
#include <vector>

namespace framewalk {

/// Walks everything that the functions of one translation unit do to memory.
///
/// Each function runs in a fresh process of the whole program: the caller's
/// page and what the loader has written are present, the pages below have never
/// been touched, the TLB is cold. Its instructions are taken in the order of
/// their addresses, each once (a simplification: no branch is taken, no callee
/// disturbs the TLB). What the compiler stores on its own account, arguments
/// and spills, touches memory too, so it is often such an instruction that
/// takes the fault, and the first use in the source that finds the page
/// present.
///
/// A call pushes its return address, and may write to whatever has had its
/// address taken: what is read back later is not taken for untouched. A call of
/// malloc and the like does what glibc's allocator does.
///
/// `&x` touches no memory. It is translated when all else has run, as a write
/// through that pointer would be.
class AccessWalker {
public:
  /// Of the program that the object becomes; \p Program is the executable's
  /// name, and \p Options have no problemWith(). \p Image must outlive this.
  AccessWalker(const ProgramImage &Image, const std::string &Program,
               unsigned PointerSize, const SimulationOptions &Options = {});
  /// A program of which nothing but the stack is known, in the default
  /// activation of programs with pointers of that size.
  explicit AccessWalker(unsigned PointerSize);

  /// The frame behind the page that the caller has been running on, and the one
  /// that the page below it gets when it is first touched.
  static constexpr PhysicalAddress CallerFrame{0x6000}, FirstFrame{0x5000};

  /// Fills what is simulated: the walks of Accesses, Memory and Fetch, the
  /// addresses of HeapCalls, and Stack. What cannot be had says why; where part
  /// of the frame lies beyond the stack's limit a note of the function says so.
  void walkFunction(FunctionReport &Function,
                    const ActivationRegisters &Registers);
  /// The same where the stack's place says.
  void walkFunction(FunctionReport &Function);

  /// The walks so far; WalkId counts on over all functions of the unit. The
  /// same walk in two functions is one.
  std::vector<PageWalk> takeWalks();

  const ProgramLayout &layout() const { return Layout; }
  /// The process that the last function ran in; null: none has run.
  const Process *process() const { return Running ? &*Running : nullptr; }

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
  /// A touch's end: with a walk, or with what the kernel said.
  struct Outcome {
    std::optional<AccessWalk> Walk;
    std::string Why; ///< empty where there is a walk
  };

  static WalkKey keyOf(VirtualAddress Address, const TouchResult &Result);
  WalkId idOf(VirtualAddress Address, const TouchResult &Result);
  /// Touches the byte and says how that went.
  Outcome touch(VirtualAddress Address, AccessType Type);

  /// A new machine with one process, in which nothing has run yet.
  void startProcess(VirtualAddress Cfa);
  /// Of a function; none: the image does not have it.
  std::optional<VirtualAddress> codeOf(const std::string &LinkageName) const;

  const ProgramImage *Image = nullptr; ///< null: none is known
  ProgramLayout Layout;
  SimulationOptions Options;
  StackPlace Stack;
  ProcessPlan Plan; ///< for functions whose CFA is Stack.Cfa
  bool IsCxx = false;
  std::unordered_map<std::string_view, uint32_t> SymbolByName;
  SimulatedMachine Machine;
  std::optional<Process> Running;
  std::unordered_map<WalkKey, WalkId, WalkKeyHash> Known;
  std::vector<PageWalk> Walks;
  /// The walk that put each page into the TLB, in this activation.
  std::unordered_map<uint64_t, WalkId> LastWalk;
};

/// A finished walk in the form of the report; \p Fault may be null.
PageWalk toPageWalk(VirtualAddress Address, const WalkResult &Walk,
                    const HandledFault *Fault);

} // namespace framewalk
