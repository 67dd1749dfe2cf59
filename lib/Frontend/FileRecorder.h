//===- FileRecorder.h - What a compilation asked of the file system -------===//
//
// A compilation is a function of its command and of what the file system
// answers: which files there are, which there are not, and what is in those
// that were read. As long as every answer is still the same, so is the result.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/IntrusiveRefCntPtr.h"
#include "llvm/ADT/StringRef.h"

#include <map>
#include <string>

namespace llvm::vfs {
class FileSystem;
}

namespace framewalk {

/// The answer to one question, as text: "-" no such file, "f" a file, "d" a
/// folder, "r" and a hash of the content, "l" and a hash of the names in it.
using FileAnswer = std::string;

FileAnswer answerOfContent(llvm::StringRef Content);

/// Asks anew what \p Recorded is the answer to. \p Path is absolute.
FileAnswer askAgain(const std::string &Path, const FileAnswer &Recorded);

class FileRecorder {
public:
  /// \p Files with an ear at it; this object must outlive it.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>
  watch(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> Files);

  /// By absolute path.
  const std::map<std::string, FileAnswer> &answers() const { return Answers; }
  /// Of two answers the one that says more stays.
  void note(std::string Path, FileAnswer Answer);

private:
  std::map<std::string, FileAnswer> Answers;
};

} // namespace framewalk
