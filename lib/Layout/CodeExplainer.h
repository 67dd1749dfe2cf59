//===- CodeExplainer.h - Prologues and epilogues in plain words -----------===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Layout/FrameBuilder.h"
#include "Layout/StackTracking.h"
#include "Model/TranslationUnitReport.h"

namespace framewalk {

/// A function's code with prologue and epilogues found and explained.
struct ExplainedCode {
  std::vector<Instruction> Instructions;
  std::vector<InstructionRange> Prologue;
  std::vector<InstructionRange> Epilogues;
  std::vector<std::string> Notes;
};

ExplainedCode explainCode(const CapturedFrame &Frame, const BuiltFrame &Built,
                          const std::vector<StackState> &States);

} // namespace framewalk
