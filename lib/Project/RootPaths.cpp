//===- RootPaths.cpp ------------------------------------------------------===//

#include "Project/RootPaths.h"

#include "Support/Paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

namespace framewalk {

namespace path = llvm::sys::path;

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

RootPaths RootPaths::withHeadersIn(std::vector<std::string> Folders) const {
  RootPaths Result = *this;
  Result.HeaderFolders = std::move(Folders);
  llvm::erase_if(Result.HeaderFolders,
                 [](const std::string &F) { return F.size() < 2; });
  llvm::sort(Result.HeaderFolders,
             [](const std::string &A, const std::string &B) {
               return std::pair(B.size(), A) < std::pair(A.size(), B);
             });
  return Result;
}

std::string RootPaths::header(llvm::StringRef Path) const {
  for (const std::string &Folder : HeaderFolders)
    if (llvm::StringRef Rest = Path;
        Rest.consume_front(Folder) && Rest.consume_front("/"))
      return ("<" + Rest + ">").str();
  return "";
}

/// "../b/x.c" of /a/b/x.c as seen from /a/c.
static std::string wayFrom(llvm::StringRef Folder, llvm::StringRef Path) {
  size_t Common = 0;
  for (size_t I = 0; I <= Folder.size() && I < Path.size(); ++I) {
    const char At = I < Folder.size() ? Folder[I] : '/';
    if (At != Path[I])
      break;
    if (At == '/')
      Common = I;
  }
  std::string Way;
  for (size_t I = Common; I < Folder.size(); ++I)
    if (Folder[I] == '/')
      Way += "../";
  return Way + Path.drop_front(Common + 1).str();
}

std::string RootPaths::relative(llvm::StringRef Path,
                                llvm::StringRef Directory) const {
  std::string Full = absoluteIn(Path, Directory);
  llvm::StringRef Rest = Full;
  if (!Root.empty() && Rest.consume_front(Root)) {
    if (Rest.empty())
      return "";
    if (Rest.consume_front("/"))
      return Rest.str();
  }
  if (std::string Header = header(Full); !Header.empty())
    return Header;
  // Of "/" nothing is left out: such names would say less than they hide.
  return Root.empty() ? Full : wayFrom(Root, Full);
}

std::string RootPaths::absolute(llvm::StringRef Relative) const {
  if (path::is_absolute(Relative))
    return Relative.str();
  return Relative.empty() ? Root : Root + "/" + Relative.str();
}

/// What a name would be a part of, "" where one may begin.
static llvm::StringRef lastToken(llvm::StringRef Before) {
  return Before.drop_front(Before.find_last_of(" \t\n\"'`(=,:;<>[{") +
                           1); // npos: 0
}

/// A name may begin behind \p Before: "-I" and "dir=" are no folders, "/mnt"
/// is.
static bool mayBeginName(llvm::StringRef Before) {
  Before = lastToken(Before);
  return Before.empty() || (Before.starts_with("-") && !Before.contains('/'));
}

/// Flags that a folder or a file can follow at once.
static bool takesName(llvm::StringRef Flag) {
  return llvm::StringSwitch<bool>(Flag)
      .Cases({"", "-I", "-L", "-F", "-B", "-include", "-imacros"}, true)
      .Cases({"-isystem", "-iquote", "-idirafter", "-isysroot"}, true)
      .Default(false);
}

/// What follows is no more of the last folder's name.
static bool endsFolder(llvm::StringRef After) {
  return After.empty() || !(llvm::isAlnum(After.front()) ||
                            llvm::StringRef("_-.+~@%").contains(After.front()));
}

/// The name of a file that \p Text begins with.
static llvm::StringRef nameAtFront(llvm::StringRef Text) {
  return Text.take_front(Text.find_first_of(" \t\n\"'`()=,:;<>[]{}"));
}

std::string RootPaths::strip(llvm::StringRef Text) const {
  std::string Result;
  size_t Done = 0;
  for (size_t At = Text.find('/'); At != Text.npos;
       At = Text.find('/', At + 1)) {
    if (At < Done || !mayBeginName(Text.slice(Done, At)))
      continue;
    llvm::StringRef After = Text.drop_front(At);
    if (!Root.empty() && After.consume_front(Root) && endsFolder(After)) {
      Result += Text.slice(Done, At);
      Done = At + Root.size();
      if (After.consume_front("/"))
        ++Done;
      if (endsFolder(After))
        Result += '.';
      continue;
    }
    // A string of the program's own stays what it is.
    const llvm::StringRef Before = Text.slice(Done, At);
    if (Before.ends_with("\"") || !lastToken(Before).empty())
      continue;
    const llvm::StringRef Name = nameAtFront(Text.drop_front(At));
    if (std::string Header = header(Name); !Header.empty()) {
      Result += Text.slice(Done, At);
      Result += Header;
      Done = At + Name.size();
    }
  }
  Result += Text.drop_front(Done);
  return Result;
}

std::string RootPaths::stripFlag(llvm::StringRef Flag) const {
  if (Root.empty())
    return Flag.str();
  const std::string Text = strip(Flag);
  std::string Result;
  size_t Done = 0;
  for (size_t At = Text.find('/'); At != Text.npos;
       At = Text.find('/', At + 1)) {
    if (At < Done ||
        !takesName(lastToken(llvm::StringRef(Text).slice(Done, At))))
      continue;
    llvm::StringRef Name = nameAtFront(llvm::StringRef(Text).drop_front(At));
    Result += Text.substr(Done, At - Done);
    Result += "<elsewhere>";
    Done = At + Name.size();
    Name = Name.rtrim('/');
    if (!Name.empty())
      Result += Name.substr(Name.rfind('/'));
  }
  return Result + Text.substr(Done);
}

} // namespace framewalk
