//===- Text.h - The report for people at a terminal -----------------------===//
#pragma once

#include "Model/ReportDocument.h"

namespace llvm {
class raw_ostream;
}

namespace framewalk {

/// Parts of a text report.
enum class Section : unsigned {
  Frame = 1,
  Code = 2, ///< prologue and epilogues
  Lifetimes = 4,
  Accesses = 8,
  Walks = 16,
  Findings = 32,
  Memory = 64, ///< what each instruction touches, the heap, the areas
};

enum class AccessDetail {
  Auto,    ///< each access of a short function, a summary of a long one's
  Summary, ///< one line per variable
  All,     ///< each access, and each of the compiler's own
};

enum class MemoryDetail {
  Auto, ///< totals, and what lies outside the frame where that is little
  All,  ///< each touch
};

struct TextOptions {
  bool Color = false;
  unsigned Width = 100;
  unsigned Sections = ~0u;
  AccessDetail Accesses = AccessDetail::Auto;
  MemoryDetail Memory = MemoryDetail::Auto;

  bool shows(Section S) const {
    return (Sections & static_cast<unsigned>(S)) != 0;
  }
};

void renderText(const ReportDocument &Document, llvm::raw_ostream &OS,
                const TextOptions &Options);

/// The findings alone, as clang prints diagnostics: place, message, rule, the
/// source line, and a note for each step and for the heir.
void renderFindings(const TranslationUnitReport &Unit, llvm::raw_ostream &OS,
                    const TextOptions &Options);
/// Some of them.
void renderFindings(const TranslationUnitReport &Unit,
                    const std::vector<const Finding *> &Findings,
                    llvm::raw_ostream &OS, const TextOptions &Options);

} // namespace framewalk
