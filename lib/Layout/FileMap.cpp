//===- FileMap.cpp --------------------------------------------------------===//
#include "Layout/FileMap.h"

#include "Support/Paths.h"

#include "llvm/ADT/StringMap.h"

namespace framewalk {

std::vector<FileId> mapFiles(const std::vector<std::string> &DebugFiles,
                             std::string_view Directory,
                             std::vector<std::string> &Files) {
  llvm::StringMap<uint32_t> Known;
  for (uint32_t I = 0; I != Files.size(); ++I)
    Known.try_emplace(absoluteIn(Files[I], Directory), I);

  std::vector<FileId> Result;
  Result.reserve(DebugFiles.size());
  for (const std::string &File : DebugFiles) {
    auto [Entry, New] =
        Known.try_emplace(absoluteIn(File, Directory), uint32_t(Files.size()));
    if (New)
      Files.push_back(File);
    Result.push_back(FileId(Entry->second));
  }
  return Result;
}

} // namespace framewalk
