//===- FrameChecks.cpp ----------------------------------------------------===//

#include "Tidy/FrameChecks.h"

#include "Pipeline/FrameCosts.h"

#include <fmt/format.h>

using namespace framewalk;
using namespace framewalk::tidy;

namespace {

/// In the function's own frame; arguments on the stack are in its caller's.
bool isInFrame(const LocalVariable &V, const FrameLayout &Frame) {
  return llvm::any_of(V.Slots, [&](SlotId Id) {
    const FrameSlot &Slot = Frame.slot(Id);
    return !Slot.CfaOffset || Slot.CfaOffset->Value < 0;
  });
}

} // namespace

void FrameSizeCheck::report(const TranslationUnitReport &Report,
                            const Places &Place) {
  for (const FunctionReport &F : Report.Functions)
    if (std::optional<Finding> Large = largeFrame(F, Threshold))
      tell(*Large, Place);
}

void LargeObjectCheck::report(const TranslationUnitReport &Report,
                              const Places &Place) {
  for (const FunctionReport &F : Report.Functions)
    for (const LocalVariable &V : F.Variables) {
      if (!V.Size || *V.Size <= Threshold || !isInFrame(V, F.Frame))
        continue;
      warn(Place(V.Declared.isValid() ? V.Declared : F.Position),
           fmt::format("{} takes {} bytes of the frame of '{}': {} more than "
                       "the threshold of {}",
                       V.Name.empty() ? "a temporary of type " + V.Type
                                      : "'" + V.Name + "'",
                       *V.Size, F.Name, *V.Size - Threshold, Threshold));
    }
}
