//===- CommandFinder.h - How a document is compiled -----------------------===//
#pragma once

#include "Frontend/CompileDatabase.h"
#include "Lsp/Settings.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace framewalk {

/// What decides how a document is compiled and what is shown of it.
struct DocumentSettings {
  Settings All; ///< the client's over `.framewalk`
  CompileCommand Command;
  std::string DotFile; ///< empty: there is none
  std::vector<SettingsProblem> DotFileProblems;
  std::string DatabaseFile;    ///< empty: there is none
  std::string DatabaseProblem; ///< it cannot be read; empty: it can
  std::string DatabaseNote;    ///< it lacks the file; empty: it has it
};

/// Other content, another stamp, as far as the file system tells; empty: there
/// is no such file. What lies in a folder is not asked for.
std::string stampOf(const std::string &File);

/// Looks everything up anew each time; a database is read again when its file
/// has changed.
class CommandFinder {
public:
  /// \p File is absolute; \p Language is the client's name for it ("c", "cpp").
  /// \p Defaults count where neither \p Client nor a `.framewalk` does.
  DocumentSettings find(const std::string &File, llvm::StringRef Language,
                        const Settings &Defaults, const Settings &Client);

private:
  struct Database {
    std::string Stamp;
    std::unique_ptr<CompileDatabases> Commands;
  };
  void readDotFile(const std::string &File, DocumentSettings &Result) const;
  void askDatabase(const std::string &File, DocumentSettings &Result);

  std::map<std::string, Database> Databases; ///< by file
};

} // namespace framewalk
