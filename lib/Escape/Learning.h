//===- Learning.h - What branches and stores tell about the way taken -----===//
//
// Only where the states of ways are kept apart: PathFacts.h says what for.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Escape/State.h"
#include "Escape/Values.h"

namespace llvm {
class BasicBlock;
class Instruction;
class SwitchInst;
class Value;
} // namespace llvm

namespace framewalk::escape {

/// That \p Condition is \p Truth is known in \p S from here on, \p At being the
/// branch; false: it is known not to be.
bool learnBranch(const llvm::Value &Condition, const llvm::Instruction &At,
                 bool Truth, State &S, Tables &T, Values &V);

/// Where \p Switch may go, with what is known there.
std::vector<std::pair<const llvm::BasicBlock *, State>>
learnSwitch(const llvm::SwitchInst &Switch, const State &S, Tables &T,
            Values &V);

/// \p I may set a variable to a number. A call's result is another each time.
void learnInstruction(const llvm::Instruction &I, State &S, Tables &T,
                      Values &V);

/// \p Place holds \p Number.
void learnNumber(const Target &Place, uint32_t Bytes, int64_t Number, State &S);

} // namespace framewalk::escape
