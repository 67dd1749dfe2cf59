//===- DriverFlags.h - The command line behind clang's own ----------------===//
#pragma once

#include <string>
#include <vector>

namespace framewalk::plugin {

/// What the user gave to clang, as `explain` would be given it behind `--`. The
/// plugin sees only what the driver made of it, so it is read from the process,
/// or from its parent, where the driver runs the compiler as another process.
/// Nothing depends on it but what a report calls the unit's flags. Empty where
/// it cannot be known.
std::vector<std::string> driverFlags();

} // namespace framewalk::plugin
