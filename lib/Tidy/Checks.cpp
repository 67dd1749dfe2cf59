//===- Checks.cpp ---------------------------------------------------------===//

#include "Tidy/Checks.h"

#include "Tidy/DanglingCheck.h"
#include "Tidy/FrameChecks.h"
#include "Tidy/PaddingCheck.h"

void framewalk::tidy::addChecks(
    clang::tidy::ClangTidyCheckFactories &Factories) {
  for (const Rule &R : rules())
    if (R.Id.starts_with("framewalk-dangling-"))
      Factories.registerCheck<DanglingCheck>(R.Id);
  Factories.registerCheck<FrameSizeCheck>("framewalk-frame-size");
  Factories.registerCheck<LargeObjectCheck>("framewalk-large-object");
  Factories.registerCheck<PaddingCheck>("framewalk-padding");
}
