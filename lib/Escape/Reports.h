//===- Reports.h - From observations to findings --------------------------===//
#pragma once

#include "Escape/Escape.h"
#include "Escape/ModuleContext.h"
#include "Escape/Observations.h"
#include "Escape/SourceHints.h"

namespace framewalk::escape {

void report(const llvm::Function &F, const Observations &Seen,
            const ModuleContext &Context, const SourceHints &Hints,
            std::vector<EscapeFinding> &Findings);

/// By position, once each.
void sortFindings(std::vector<EscapeFinding> &Findings);

} // namespace framewalk::escape
