//===- HtmlSource.h - Which lines of the source belong to a function ------===//
#pragma once

#include "Model/TranslationUnitReport.h"
#include "Support/SourceLines.h"

#include <map>
#include <string>

namespace framewalk {

/// The file that was given to the compiler.
FileId mainFile(const TranslationUnitReport &Unit);

/// [Begin, End) in lines from 1; empty where Begin == End.
struct LineRange {
  uint32_t Begin = 1;
  uint32_t End = 1;
  bool empty() const { return Begin >= End; }
  bool contains(uint32_t Line) const { return Begin <= Line && Line < End; }
};

/// From the function's name, or its body where that is above, to the brace.
LineRange linesOf(const FunctionReport &F);

/// The part of the source that stands beside a function. Over all functions of
/// a file, each line is in one part (in more where functions lie within one
/// another, and for the instances of a template).
struct SourceParts {
  FileId File;
  LineRange Folded; ///< above the function, of little interest
  LineRange Shown;  ///< with the comment above it
  LineRange After;  ///< the file's end, behind its last function
};

/// Hands out parts, function by function.
class SourceDivider {
public:
  SourceDivider(const TranslationUnitReport &Unit, SourceLines &Lines)
      : Unit(Unit), Lines(Lines), Main(mainFile(Unit)) {}

  SourceParts next(const FunctionReport &F, bool IsLastOfUnit);

private:
  uint32_t lineCount(const std::string &File);

  const TranslationUnitReport &Unit;
  SourceLines &Lines;
  FileId Main;
  /// By file: the first line that no part has yet.
  std::map<uint32_t, uint32_t> Next;
  std::map<std::string, uint32_t> Counts;
};

} // namespace framewalk
