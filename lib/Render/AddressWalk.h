//===- AddressWalk.h - What `framewalk walk` prints -----------------------===//
#pragma once

#include "Model/WalkReport.h"
#include "Render/Text.h"

namespace framewalk {

/// The address in its fields, each level, and the end: a physical address or a
/// fault.
void renderWalkText(const WalkReport &Report, llvm::raw_ostream &OS,
                    const TextOptions &Options);

/// As one JSON value and a line break: {"schema", "walk"}.
void renderWalkJson(const WalkReport &Report, llvm::raw_ostream &OS);

} // namespace framewalk
