//===- RootPaths.cpp ------------------------------------------------------===//

#include "Project/RootPaths.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Path.h"

namespace framewalk {

namespace path = llvm::sys::path;

std::string absoluteIn(llvm::StringRef Path, llvm::StringRef Directory) {
  llvm::SmallString<256> Full;
  if (!path::is_absolute(Path))
    Full = Directory;
  path::append(Full, Path);
  path::remove_dots(Full, /*remove_dot_dot=*/true);
  return std::string(Full);
}

std::string commonFolder(const std::vector<std::string> &Files) {
  if (Files.empty())
    return "/";
  llvm::StringRef Common = path::parent_path(Files.front());
  for (llvm::StringRef File : Files)
    while (Common != "/" && !(File.starts_with(Common) &&
                              File.drop_front(Common.size()).starts_with("/")))
      Common = path::parent_path(Common);
  return Common.empty() ? "/" : Common.str();
}

RootPaths::RootPaths(std::string Folder) : Root(std::move(Folder)) {
  while (!Root.empty() && Root.back() == '/')
    Root.pop_back();
}

std::string RootPaths::relative(llvm::StringRef Path,
                                llvm::StringRef Directory) const {
  std::string Full = absoluteIn(Path, Directory);
  llvm::StringRef Rest = Full;
  // Of "/" nothing is left out: such names would say less than they hide.
  if (Root.empty() || !Rest.consume_front(Root))
    return Full;
  if (Rest.empty())
    return "";
  return Rest.consume_front("/") ? Rest.str() : Full;
}

std::string RootPaths::absolute(llvm::StringRef Relative) const {
  if (path::is_absolute(Relative))
    return Relative.str();
  return Relative.empty() ? Root : Root + "/" + Relative.str();
}

/// A name may begin behind \p Before: "-I" and "dir=" are no folders, "/mnt"
/// is.
static bool mayBeginName(llvm::StringRef Before) {
  size_t Token = Before.find_last_of(" \t\n\"'`(=,:;<>[{") + 1; // npos: 0
  Before = Before.drop_front(Token);
  return Before.empty() || (Before.starts_with("-") && !Before.contains('/'));
}

/// What follows is no more of the last folder's name.
static bool endsFolder(llvm::StringRef After) {
  return After.empty() || !(llvm::isAlnum(After.front()) ||
                            llvm::StringRef("_-.+~@%").contains(After.front()));
}

std::string RootPaths::strip(llvm::StringRef Text) const {
  std::string Result;
  size_t Done = 0;
  for (size_t At = Root.empty() ? Text.npos : Text.find(Root); At != Text.npos;
       At = Text.find(Root, At + 1)) {
    llvm::StringRef After = Text.drop_front(At + Root.size());
    if (At < Done || !mayBeginName(Text.slice(Done, At)) || !endsFolder(After))
      continue;
    Result += Text.slice(Done, At);
    Done = At + Root.size();
    if (After.consume_front("/"))
      ++Done;
    if (endsFolder(After))
      Result += '.';
  }
  Result += Text.drop_front(Done);
  return Result;
}

} // namespace framewalk
