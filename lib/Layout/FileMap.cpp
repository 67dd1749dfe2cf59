//===- FileMap.cpp --------------------------------------------------------===//
#include "Layout/FileMap.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Path.h"

namespace framewalk {

using llvm::sys::path::Style;

/// \p Path from the root, as seen from \p Directory. Debug info and clang agree
/// on symbolic links (neither follows them), so text is enough.
static llvm::SmallString<128> absolute(llvm::StringRef Path,
                                       llvm::StringRef Directory) {
  llvm::SmallString<128> Full;
  if (!llvm::sys::path::is_absolute(Path, Style::posix))
    Full = Directory;
  llvm::sys::path::append(Full, Style::posix, Path);
  llvm::sys::path::remove_dots(Full, /*remove_dot_dot=*/true, Style::posix);
  return Full;
}

std::vector<FileId> mapFiles(const std::vector<std::string> &DebugFiles,
                             std::string_view Directory,
                             std::vector<std::string> &Files) {
  llvm::StringMap<uint32_t> Known;
  for (uint32_t I = 0; I != Files.size(); ++I)
    Known.try_emplace(absolute(Files[I], Directory), I);

  std::vector<FileId> Result;
  Result.reserve(DebugFiles.size());
  for (const std::string &File : DebugFiles) {
    auto [Entry, New] =
        Known.try_emplace(absolute(File, Directory), uint32_t(Files.size()));
    if (New)
      Files.push_back(File);
    Result.push_back(FileId(Entry->second));
  }
  return Result;
}

} // namespace framewalk
