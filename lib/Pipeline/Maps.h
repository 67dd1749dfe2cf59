//===- Maps.h - The memory of processes -----------------------------------===//
#pragma once

#include "Model/ProgramMemory.h"
#include "Model/TraceReport.h"
#include "Model/TranslationUnitReport.h"
#include "Simulation/SimulationOptions.h"

#include "llvm/Support/Error.h"

#include <functional>
#include <string>
#include <vector>

namespace framewalk {

/// A process for each unit, all of them on one machine, each after its run.
llvm::Expected<MapsReport>
mapProcesses(const std::vector<TranslationUnitReport> &Units,
             const SimulationOptions &Options);

/// The memory that a program touched whose accesses valgrind's lackey has
/// recorded in \p File ("-": standard input). An error: it cannot be read, or
/// is no such trace. \p Progress hears how many accesses there have been.
llvm::Expected<TraceReport>
mapTrace(const std::string &File, const MmuGeometry &Tlb,
         const std::function<void(uint64_t)> &Progress = {});

} // namespace framewalk
