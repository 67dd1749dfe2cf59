//===- StripRoot.h - A report without the place that it was made in -------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Project/RootPaths.h"

namespace framewalk {

/// Names the files of \p Report as seen from the root; where texts name them,
/// too: clang calls a lambda "(lambda at /p/src/a.cpp:3:5)", and __FILE__ is a
/// string literal. \p Directory: what relative names are counted from so far.
void nameFromRoot(TranslationUnitReport &Report, const RootPaths &Paths,
                  const std::string &Directory);

} // namespace framewalk
