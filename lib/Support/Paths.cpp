//===- Paths.cpp ----------------------------------------------------------===//

#include "Support/Paths.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace path = llvm::sys::path;

std::string framewalk::absoluteIn(llvm::StringRef Path,
                                  llvm::StringRef Directory) {
  llvm::SmallString<256> Full;
  if (!path::is_absolute(Path))
    Full = Directory;
  path::append(Full, Path);
  path::remove_dots(Full, /*remove_dot_dot=*/true);
  return std::string(Full);
}

std::string framewalk::absolutePath(llvm::StringRef Path) {
  llvm::SmallString<256> Here;
  if (path::is_absolute(Path) || llvm::sys::fs::current_path(Here))
    Here.clear();
  return absoluteIn(Path, Here);
}
