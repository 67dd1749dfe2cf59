//===- FramesNeeded.h - Which functions a unit's findings look at ---------===//
#pragma once

#include "Frontend/SourceFacts.h"
#include "Model/CodeOutline.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringSet.h"

namespace framewalk {

/// Of \p Outline, the symbols of the functions whose frames are told of where
/// the dead locals are those of \p Owners: they are theirs, or HeirFinder comes
/// by them. More may be needed than is looked at in the end, never less.
llvm::StringSet<> framesNeeded(const CodeOutline &Outline,
                               const SourceFacts &Facts,
                               llvm::ArrayRef<std::string> Owners);

/// Of \p Outline, the symbols of the functions whose frames nothing is told of
/// where the dead locals are those of \p Owners: neither are they theirs, nor
/// does HeirFinder come by them. Unoptimised code only. More may be needed than
/// is looked at in the end, never less.
llvm::StringSet<> framesNotNeeded(const CodeOutline &Outline,
                                  const SourceFacts &Facts,
                                  llvm::ArrayRef<std::string> Owners);

/// The functions whose bodies the code of \p Wanted is made of: themselves, and
/// what they call in \p Source but no more, or less often, in \p Machine.
llvm::StringSet<> bodiesNeeded(const CodeOutline &Source,
                               const CodeOutline &Machine,
                               const llvm::StringSet<> &Wanted);

} // namespace framewalk
