//===- ProjectHtml.h - A project's index as a page ------------------------===//
//
// One file, with its style and script inside; the units' own pages are beside
// it. It can be read without the script, which only filters the lists.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ProjectIndex.h"

#include <string>

namespace llvm {
class raw_ostream;
}

namespace framewalk {

struct ProjectPage {
  /// Where the units' own reports are, seen from the page, and how their names
  /// end. Empty suffix: there are none to link to.
  std::string UnitsFolder = "units";
  std::string UnitSuffix;
};

void renderProjectHtml(const ProjectIndex &Index, const ProjectPage &Options,
                       llvm::raw_ostream &OS);

} // namespace framewalk
