//===- UnitWork.h - One unit, from its command to its files ---------------===//
#pragma once

#include "Project/ProjectRun.h"
#include "Project/UnitCache.h"

namespace framewalk {

/// What a worker tells of its unit.
struct UnitOutcome {
  std::string Summary;     ///< renderSummary()'s words
  std::string Failure;     ///< why there is no report; empty where there is one
  std::string Diagnostics; ///< clang's, where it did not compile
  std::string WriteError;  ///< the report cannot be written
  std::string CacheError;  ///< the report cannot be kept
};
std::string pack(const UnitOutcome &Outcome);
std::optional<UnitOutcome> unpackOutcome(llvm::StringRef Packed);

/// The path of a unit's report, less its suffix.
std::string unitPath(const std::string &OutputFolder, const std::string &Id);

/// Makes the unit's report, writes it and puts it into \p Cache, where there is
/// one. Changes the current folder: for a process of its own.
UnitOutcome workOn(const ProjectPlan &Plan, const PlannedUnit &Unit,
                   const ProjectRunOptions &Options, const UnitCache *Cache);

/// Writes what \p Cached holds, but for files that are right already. An error:
/// they cannot be written.
llvm::Error restore(const CachedUnit &Cached, const PlannedUnit &Unit,
                    const ProjectRunOptions &Options, bool &IsDamaged);

} // namespace framewalk
