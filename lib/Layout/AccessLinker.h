//===- AccessLinker.h - Uses in the source to instructions and back -------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Frontend/SourceFacts.h"
#include "Layout/FrameBuilder.h"
#include "Model/Access.h"

namespace framewalk {

/// Finds the instructions that carry out each use, and fills
/// Instruction::Touch (slot, offset, size, kind, origin) and Position of every
/// instruction. \p Instructions is index for index Frame.Instructions.
std::vector<Access> linkAccesses(const FunctionFacts &Facts,
                                 const CapturedFrame &Frame,
                                 const BuiltFrame &Built,
                                 const std::vector<StackState> &States,
                                 std::vector<Instruction> &Instructions);

} // namespace framewalk
