//===- DiagnosticLists.h - What is known of which file --------------------===//
//
// A client has one list of diagnostics for each file. A header's comes from the
// analyses of all documents that include it, and from its own where it is open.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/Support/JSON.h"

#include <map>
#include <string>
#include <vector>

namespace framewalk {

/// Documents and files are known by DocumentName::Key.
class DiagnosticLists {
public:
  using ByFile = std::map<std::string, llvm::json::Array>;

  /// The last analysis of \p Document has found \p Found.
  void analyzed(const std::string &Document, ByFile Found);
  void closed(const std::string &Document) { All.erase(Document); }
  /// The file has another text now: what others have found in the old one does
  /// not count.
  void changed(const std::string &File);

  /// Files whose list is not the one that was last taken.
  std::vector<std::string> news() const;
  /// The list of \p File, for the client. What several analyses have found is
  /// in it once.
  llvm::json::Array take(const std::string &File);

private:
  llvm::json::Array listOf(const std::string &File) const;

  std::map<std::string, ByFile> All; ///< by document
  ByFile Taken;                      ///< none of them empty
};

} // namespace framewalk
