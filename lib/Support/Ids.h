//===- Ids.h - Typed indices ----------------------------------------------===//
//
// The parts of a report refer to one another by index. Each table has an index
// type of its own, so that a slot's number is never used to look up a walk.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <compare>
#include <cstdint>

namespace framewalk {

template <typename Tag> struct Id {
  uint32_t Value = 0;

  constexpr Id() = default;
  constexpr explicit Id(uint32_t V) : Value(V) {}
  friend constexpr auto operator<=>(Id, Id) = default;
};

/// Index into TranslationUnitReport::Files.
using FileId = Id<struct FileTag>;
/// Index into FunctionReport::Variables (and FunctionFacts::Variables).
using VariableId = Id<struct VariableTag>;
/// Index into FrameLayout::slots().
using SlotId = Id<struct SlotTag>;
/// Index into FunctionReport::Instructions.
using InstructionId = Id<struct InstructionTag>;
/// Index into TranslationUnitReport::Walks.
using WalkId = Id<struct WalkTag>;

} // namespace framewalk
