//===- RootPaths.h - Names that are the same on every machine -------------===//
//
// A project's reports name files as seen from its root, so that they have the
// same bytes wherever it is checked out. What lies outside keeps its name.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace framewalk {

/// \p Path as seen from \p Directory, which is absolute, without dots.
std::string absoluteIn(llvm::StringRef Path, llvm::StringRef Directory);

/// The deepest folder that all of \p Files, absolute, are in; "/" at worst.
std::string commonFolder(const std::vector<std::string> &Files);

class RootPaths {
public:
  /// \p Root is absolute.
  explicit RootPaths(std::string Root);

  const std::string &root() const { return Root; }
  /// "src/a.c" of a file below the root, which may be the root itself: "".
  std::string relative(llvm::StringRef Path, llvm::StringRef Directory) const;
  /// The reverse of relative().
  std::string absolute(llvm::StringRef Relative) const;
  /// \p Text without the root where a name begins with it: "-I/p/include" is
  /// "-Iinclude" below /p, and "/p" alone is ".".
  std::string strip(llvm::StringRef Text) const;

private:
  std::string Root; ///< without a slash at its end, "" for "/"
};

} // namespace framewalk
