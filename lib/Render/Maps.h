//===- Maps.h - What `framewalk maps` prints ------------------------------===//
#pragma once

#include "Model/ProgramMemory.h"
#include "Model/TraceReport.h"
#include "Render/Text.h"

namespace framewalk {

class Markup;

/// Each process as pmap -x prints it, its frames, what lies in its areas and
/// what happened; then, where there are several, what they have in common.
void renderMapsText(const MapsReport &Report, llvm::raw_ostream &OS,
                    const TextOptions &Options);
/// As one JSON value and a line break: {"schema", "maps"}.
void renderMapsJson(const MapsReport &Report, llvm::raw_ostream &OS);

void renderTraceText(const TraceReport &Report, llvm::raw_ostream &OS,
                     const TextOptions &Options);
/// {"schema", "trace"}.
void renderTraceJson(const TraceReport &Report, llvm::raw_ostream &OS);

/// The areas of \p P with what the compiler put there, one line each.
void addAreaSummary(Markup &M, const ProgramMemory &P);

} // namespace framewalk
