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

} // namespace framewalk
