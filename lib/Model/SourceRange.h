//===- SourceRange.h - Places in the source -------------------------------===//
#pragma once

#include "Support/Ids.h"

namespace framewalk {

/// A line and column, both from 1; the column counts bytes, as clang's does.
/// Line 0: no place is known.
struct SourcePosition {
  FileId File;
  uint32_t Line = 0;
  uint32_t Column = 0;

  bool isValid() const { return Line != 0; }
  friend auto operator<=>(const SourcePosition &,
                          const SourcePosition &) = default;
};

/// From the first byte of Begin to the last of End.
struct SourceRange {
  SourcePosition Begin;
  SourcePosition End;

  bool contains(const SourcePosition &P) const {
    return P.File == Begin.File && Begin <= P && P <= End;
  }
};

} // namespace framewalk
