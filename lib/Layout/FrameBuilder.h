//===- FrameBuilder.h - From frame objects to a ledger --------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Frontend/SourceFacts.h"
#include "Layout/StackTracking.h"
#include "Model/FrameLayout.h"
#include "Model/LocalVariable.h"

#include "llvm/Support/Error.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// A place in the ledger.
struct SlotPlace {
  SlotId Slot;
  int64_t Offset = 0; ///< bytes from the slot's lowest address
};

/// A frame with its variables put in their slots.
struct BuiltFrame {
  FrameLayout Layout;
  /// Where each frame index went.
  std::map<int, SlotPlace> Objects;
  /// Index for index FunctionFacts::Variables, then those that only debug info
  /// knows (inlined ones).
  std::vector<LocalVariable> Variables;
  std::vector<std::string> Notes;

  /// The slot that holds the byte at \p Displacement from \p Base, given the
  /// stack state before the instruction that uses it; none where the address
  /// is outside the frame or not fixed.
  std::optional<SlotPlace> find(std::string_view Base, int64_t Displacement,
                                const StackState &State) const;
};

/// Joins what the source and the code generator say of one function. Fails
/// only where the two contradict each other so that the ledger would not sum.
llvm::Expected<BuiltFrame> buildFrame(const FunctionFacts &Facts,
                                      const CapturedFrame &Frame,
                                      const std::vector<StackState> &States);

} // namespace framewalk
