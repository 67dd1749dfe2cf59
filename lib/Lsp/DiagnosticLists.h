//===- DiagnosticLists.h - What is known of which file
//---------------------===//
//
// A client has one list of diagnostics for each file. A header's comes from the
// analyses of all documents that include it, and from its own where it is open.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/Support/JSON.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace framewalk {

/// Documents and files are known by DocumentName::Key.
class DiagnosticLists {
public:
  using ByFile = std::map<std::string, llvm::json::Array>;

  /// The texts are those that \p Document is analysed with.
  void begun(const std::string &Document) { All[Document].Outdated.clear(); }
  /// That analysis has found \p Found.
  void analyzed(const std::string &Document, ByFile Found);
  void closed(const std::string &Document) { All.erase(Document); }
  /// The file has another text now: what others find in the old one does not
  /// count.
  void changed(const std::string &File);

  /// Files whose list is not the one that was last taken.
  std::vector<std::string> news() const;
  /// The list of \p File, for the client. What several analyses have found is
  /// in it once.
  llvm::json::Array take(const std::string &File);

private:
  struct Analysis {
    ByFile Found;
    /// Files that have changed since it began.
    std::set<std::string> Outdated;
  };
  llvm::json::Array listOf(const std::string &File) const;

  std::map<std::string, Analysis> All; ///< by document
  ByFile Taken;                        ///< none of them empty
};

} // namespace framewalk
