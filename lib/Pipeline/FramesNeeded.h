//===- FramesNeeded.h - Which functions a unit's findings look at ---------===//
#pragma once

#include "Escape/CodeOutline.h"
#include "Frontend/SourceFacts.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringSet.h"

namespace framewalk {

/// Of \p Outline, the symbols of the functions whose frames nothing is told of
/// where the dead locals are those of \p Owners: neither are they theirs, nor
/// does HeirFinder come by them. Unoptimised code only. More may be needed than
/// is looked at in the end, never less.
llvm::StringSet<> framesNotNeeded(const CodeOutline &Outline,
                                  const SourceFacts &Facts,
                                  llvm::ArrayRef<std::string> Owners);

} // namespace framewalk
