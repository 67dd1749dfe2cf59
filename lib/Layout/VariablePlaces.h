//===- VariablePlaces.h - Where optimised variables are, from debug info --===//
#pragma once

#include "Codegen/CapturedFrame.h"
#include "Frontend/SourceFacts.h"
#include "Layout/FrameBuilder.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringMap.h"

#include <utility>
#include <vector>

namespace framewalk {

/// CapturedUnit::DebugVariables by function; refers to them.
class DebugVariableIndex {
public:
  explicit DebugVariableIndex(const std::vector<DebugVariable> &Variables);

  llvm::ArrayRef<DebugVariable> of(std::string_view Symbol) const;

private:
  const std::vector<DebugVariable> &All;
  llvm::StringMap<std::pair<size_t, size_t>> Ranges; ///< begin and end
};

/// Fills LocalVariable::Locations of the variables that do not stay in one
/// slot. Variables of inlined functions are left out: the source of this one
/// does not have them.
void addVariablePlaces(llvm::ArrayRef<DebugVariable> OfFunction,
                       const FunctionFacts &Facts, BuiltFrame &Built);

} // namespace framewalk
