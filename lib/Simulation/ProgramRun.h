//===- ProgramRun.h - A process that ran functions of one unit ------------===//
//
// Behind `framewalk maps`: the unit's image laid out by Linux's rules, a call
// path's frames one below the other, and every access on the way.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ProgramMemory.h"
#include "Model/TranslationUnitReport.h"
#include "Simulation/AddressSpace.h"
#include "Simulation/SimulationOptions.h"

#include "llvm/Support/Error.h"

#include <memory>

namespace framewalk {

/// One process after its run. It stays alive so that its memory can be looked
/// at and compared with others on the same machine.
class ProgramRun {
public:
  /// Runs Options.CallPath; empty: every function of \p Unit that can stand at
  /// the start of a call path, main where there is one. An error names what
  /// cannot be: a function that is not there or not called from the one before
  /// it, a stack pointer that no call can leave. A stack that overflows is
  /// none: the run ends with the signal, and an event says so.
  static llvm::Expected<ProgramRun> create(SimulatedMachine &Machine,
                                           const TranslationUnitReport &Unit,
                                           const SimulationOptions &Options);
  /// Runs every function of \p Unit, one after the other and each on its own,
  /// whatever Options.CallPath says; none has a frame in the end.
  static llvm::Expected<ProgramRun>
  createForAll(SimulatedMachine &Machine, const TranslationUnitReport &Unit,
               const SimulationOptions &Options);
  ProgramRun(ProgramRun &&) noexcept;
  ~ProgramRun();

  ProgramMemory memory() const;
  const AddressSpace &space() const;

private:
  struct State;
  explicit ProgramRun(std::unique_ptr<State> S);
  std::unique_ptr<State> S;
};

/// The tables of all processes, and the pages that two of them have. All runs
/// must be on one machine.
MapsReport compareProcesses(const std::vector<ProgramRun> &Runs);

} // namespace framewalk
