//===- FrameText.h - The ledger and the lifetimes as text -----------------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Support/Markup.h"

namespace framewalk {

/// "int sum(int n, char c)        sum.c:4", and what the frame is made of.
void addFunctionHeading(Markup &M, const TranslationUnitReport &Unit,
                        const FunctionReport &F);

/// The ledger, and where the variables without a slot are.
void addFrame(Markup &M, const FunctionReport &F);

void addLifetimes(Markup &M, const FunctionReport &F);

/// The variable's name, or in parentheses what it is without one.
std::string displayName(const LocalVariable &V);

/// The name of what lies at \p Slot: "buf", "saved rbx".
std::string slotName(const FrameLayout &Frame, SlotId Slot);

/// "4:13-8:1"; empty where no place is known.
std::string lifeRange(const FunctionReport &F, const Lifetime &L);

} // namespace framewalk
