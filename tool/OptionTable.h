//===- OptionTable.h - The options: one table -----------------------------===//
#pragma once

#include "Options.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace framewalk {

/// Which commands an option is for.
enum Scope : unsigned {
  ForExplain = 1,
  ForCheck = 2,
  ForMaps = 4,
  ForWalk = 8,
  ForReport = 16,
  ForMerge = 32,
  ForDiff = 64,
  ForLsp = 128,
  ForRun = ForExplain | ForMaps,
  ForSource = ForExplain | ForCheck | ForMaps | ForDiff,
  ForProject = ForReport | ForMerge,
  ForPrint = ForSource | ForWalk,
  ForAll = ForPrint | ForProject,
};

/// One option: its name, what it does, and what --help says of it.
struct OptionSpec {
  llvm::StringRef Name;
  llvm::StringRef Value; ///< how --help calls it; empty: takes none
  unsigned For;
  llvm::Error (*Apply)(Options &, llvm::StringRef Value);
  llvm::StringRef Help;
  /// What \p Value can be, separated by commas, where there are so many and no
  /// more: for completion.
  llvm::StringRef Choices = {};
  /// It can be several of them, separated by commas.
  bool IsList = false;
};

llvm::ArrayRef<OptionSpec> optionTable();

/// "--format", "-o".
std::string spelled(llvm::StringRef Name);

/// A sentence about a wrong command line.
llvm::Error usage(const std::string &Message);

} // namespace framewalk
