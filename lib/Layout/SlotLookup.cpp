//===- SlotLookup.cpp - From a register and a distance to a slot ----------===//
#include "Layout/FrameBuilder.h"

#include "Layout/FrameCells.h"

namespace framewalk {

std::optional<SlotPlace> BuiltFrame::find(std::string_view Base,
                                          int64_t Displacement,
                                          const StackState &State) const {
  RegisterPart Register = registerPart(Base);
  if (!Register.isValid())
    return std::nullopt;
  SlotFinder Slots(Layout);
  std::optional<MemoryPlace> Place =
      stackPlace(State, Register.Number, Displacement,
                 registerPart(Slots.alignedBase()).Number);
  return Place ? Slots.find(*Place) : std::nullopt;
}

} // namespace framewalk
