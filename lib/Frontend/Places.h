//===- Places.h - The report's places in clang's sources ------------------===//
#pragma once

#include "Model/Finding.h"

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/SourceManager.h"

#include <string>
#include <vector>

namespace framewalk {

/// From the report's places to those of the program that we are a part of.
class Places {
public:
  Places(clang::SourceManager &Sources, const std::vector<std::string> &Files)
      : Sources(Sources), Files(Files) {}

  /// Invalid where the file is not one of the program's.
  clang::SourceLocation operator()(const SourcePosition &P) const;

  /// Replaces what \p Fix replaces.
  void addEdits(const FixHint &Fix, clang::DiagnosticBuilder &To) const;

private:
  /// Where a `#line` directive has it that \p P is; invalid: none has.
  clang::SourceLocation behindDirective(const SourcePosition &P) const;

  clang::SourceManager &Sources;
  const std::vector<std::string> &Files;
};

} // namespace framewalk
