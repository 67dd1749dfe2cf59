//===- ObjectNames.h - What a frame object without a variable is ----------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Model/FrameLayout.h"

#include <string>

namespace framewalk {

struct ObjectName {
  SlotKind Kind = SlotKind::Temporary;
  std::string Title;
  std::string Reason;
  /// Only where it begins is known, not where it ends.
  bool IsOpenEnded = false;
};

/// Names an object by the code generator's own word for it: the alloca's name,
/// the register it saves, its part in the ABI.
ObjectName nameObject(const CapturedObject &Object, const CapturedFrame &Frame);

} // namespace framewalk
