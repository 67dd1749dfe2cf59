//===- AccessLinker.h - Uses in the source to instructions and back -------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Frontend/SourceFacts.h"
#include "Layout/FileMap.h"
#include "Layout/FrameBuilder.h"
#include "Model/Access.h"

namespace framewalk {

/// Finds the instructions that carry out each use, and fills
/// Instruction::Touch (slot, offset, size, kind, origin) and Position of every
/// instruction. \p Instructions is index for index Frame.Instructions;
/// \p FileOfDebugFile is mapFiles() of the unit. Near linear in the number of
/// uses and instructions.
std::vector<Access> linkAccesses(const FunctionFacts &Facts,
                                 const CapturedFrame &Frame,
                                 const BuiltFrame &Built,
                                 const std::vector<StackState> &States,
                                 const std::vector<FileId> &FileOfDebugFile,
                                 std::vector<Instruction> &Instructions);

} // namespace framewalk
