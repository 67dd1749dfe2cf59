//===- DanglingCheck.cpp --------------------------------------------------===//

#include "Tidy/DanglingCheck.h"

using namespace framewalk;
using namespace framewalk::tidy;

void DanglingCheck::report(const TranslationUnitReport &Report,
                           const Places &Place) {
  // NOLINT comments are clang-tidy's business.
  for (const std::vector<Finding> *List :
       {&Report.Findings, &Report.Suppressed})
    for (const Finding &F : *List)
      if (llvm::StringRef(F.RuleId) == getID())
        tell(F, Place);
}
