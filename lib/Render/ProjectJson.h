//===- ProjectJson.h - A project's index for programs ---------------------===//
//
// "framewalk-project/1": names may be added, none changes its meaning. Its
// "units" are all that an index is made of, so that indices can be merged.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ProjectIndex.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace llvm {
class raw_ostream;
}

namespace framewalk {

void renderProjectJson(const ProjectIndex &Index, llvm::raw_ostream &OS);

/// One of the units, alone.
void renderSummary(const UnitSummary &Unit, llvm::raw_ostream &OS);

/// What of an index is read again.
struct SavedProject {
  ProjectSummary Units;
  Shard Part;
};

/// What these wrote.
llvm::Expected<SavedProject> readProject(llvm::StringRef Json);
llvm::Expected<UnitSummary> readSummary(llvm::StringRef Json);

} // namespace framewalk
