//===- RootPaths.h - Names that are the same on every machine -------------===//
//
// A project's reports have the same bytes wherever it is checked out, and no
// name of the machine in them. A file below the root is named as seen from
// there: "src/a.c"; a header below a folder that the compiler looks for headers
// in as an #include names it: "<bits/stdio.h>"; another one by the way that
// leads there from the root: "../generated/b.c".
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace framewalk {

/// The deepest folder that all of \p Files, absolute, are in; "/" at worst.
std::string commonFolder(const std::vector<std::string> &Files);

class RootPaths {
public:
  /// \p Root is absolute.
  explicit RootPaths(std::string Root);
  /// The same root, with these folders, absolute, to look for headers in.
  RootPaths withHeadersIn(std::vector<std::string> Folders) const;

  const std::string &root() const { return Root; }
  /// The name of a file; of the root itself it is "".
  std::string relative(llvm::StringRef Path, llvm::StringRef Directory) const;
  /// The reverse of relative(), but for headers.
  std::string absolute(llvm::StringRef Relative) const;
  /// \p Text with names of files as relative() has them, but for those that
  /// only the way from the root leads to: "-I/p/include" is "-Iinclude" below
  /// /p, and "/p" alone is ".".
  std::string strip(llvm::StringRef Text) const;
  /// The same of a flag, which can name folders anywhere: of those elsewhere
  /// only the last name stays, "-I<elsewhere>/libxml2".
  std::string stripFlag(llvm::StringRef Flag) const;

private:
  /// "<bits/stdio.h>"; empty: \p Path is no header.
  std::string header(llvm::StringRef Path) const;

  std::string Root; ///< without a slash at its end, "" for "/"
  std::vector<std::string> HeaderFolders; ///< the longest first
};

} // namespace framewalk
