//===- Places.h - Where a variable is, in few words -----------------------===//
#pragma once

#include "Model/TranslationUnitReport.h"

#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// A variable's bytes in one slot.
struct PlaceInFrame {
  SlotId Slot;
  std::string Operand; ///< "[rbp-0x14]"; "CFA-24" where no register is near
  std::optional<FrameOffset> Cfa;
  uint64_t Size = 0;
  std::string Note; ///< Occupant::Note
};
/// None where it has no slot.
std::vector<PlaceInFrame> placesOf(const FunctionReport &F, VariableId V);

/// "rbp-0x14, 4 B"; in optimised code what holds when: "edi, then rbp-0x14";
/// "gone". Empty: nothing that the source does not say itself.
std::string shortPlace(const FunctionReport &F, VariableId V);

/// Names of others that have some of the same bytes.
std::vector<std::string> sharersOf(const FunctionReport &F, VariableId V);

const Lifetime *lifetimeOf(const FunctionReport &F, VariableId V);

/// "0-25  rdi" and so on, where it does not stay in one place.
std::vector<std::string> movesOf(const LocalVariable &V);

/// Whether the source has a name for it: no temporary, no hidden parameter.
bool isSpelled(const LocalVariable &V);

} // namespace framewalk
