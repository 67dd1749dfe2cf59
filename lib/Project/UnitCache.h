//===- UnitCache.h - Results of units that have not changed ---------------===//
//
// An entry is named by what decides a result before any file is read: this
// program, and the unit's command. It holds every answer that the file system
// gave while the result was made (FileRecorder.h): what was read, by content,
// which is all that the preprocessor saw, comments included, and what was
// looked for and not there. It counts as long as all answers are the same;
// times and sizes of files do not matter.
//
// A use is noted as the entry's time, and those that were not used for the
// longest go when the folder gets too large.
//
// Entries are written under another name and renamed, so that two runs at once
// do no harm; what is damaged is noticed by its hash and made anew.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Frontend/FileRecorder.h"
#include "Project/ProjectPlan.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace llvm {
class MemoryBuffer;
}

namespace framewalk {

/// A file of the unit's report.
struct UnitFile {
  std::string Suffix; ///< ".json"
  std::string Content;
};

/// Hash of a file's content.
std::string contentHash(llvm::StringRef Content);

/// What was found: the files are unpacked when they are asked for.
class CachedUnit {
public:
  struct File {
    std::string Suffix;
    uint64_t Size = 0; ///< of the content
    std::string Hash;  ///< of the content
    llvm::StringRef Packed;
  };

  const std::string &summary() const { return Summary; }
  const std::vector<File> &files() const { return Files; }
  /// An error where the entry is damaged.
  llvm::Expected<std::string> content(const File &F) const;

private:
  friend class UnitCache;
  std::shared_ptr<llvm::MemoryBuffer> Entry;
  std::string Summary;
  std::vector<File> Files;
};

class UnitCache {
public:
  /// \p Folder: where entries are; it is made when the first is stored.
  /// \p Program: everything about this program and its options that results
  /// depend on.
  UnitCache(llvm::StringRef Folder, std::string Program, RootPaths Paths);

  /// Unset: there is none, or something has changed, or \p IsDamaged.
  std::optional<CachedUnit> find(const PlannedUnit &Unit, bool &IsDamaged);

  llvm::Error store(const PlannedUnit &Unit,
                    const std::map<std::string, FileAnswer> &Answers,
                    llvm::StringRef Summary,
                    const std::vector<UnitFile> &Files) const;

  /// Deletes the entries that were not used for the longest time until the rest
  /// takes at most \p Bytes. What cannot be deleted stays.
  void prune(uint64_t Bytes) const;

private:
  std::string pathOf(const PlannedUnit &Unit) const;
  bool isSameAnswer(llvm::StringRef Path, llvm::StringRef Recorded);

  std::string Folder;
  std::string Program;
  RootPaths Paths;
  /// Each file is asked for once in a run; by kind of question and path.
  llvm::StringMap<FileAnswer> Asked;
};

/// $XDG_CACHE_HOME/framewalk/units, or below ~/.cache; empty: there is no home.
std::string defaultCacheFolder();

} // namespace framewalk
