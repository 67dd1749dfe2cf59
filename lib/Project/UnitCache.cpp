//===- UnitCache.cpp ------------------------------------------------------===//

#include "Project/UnitCache.h"

#include "Project/Packing.h"
#include "Support/OutputFile.h"
#include "Support/Paths.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <tuple>

namespace framewalk {

namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;
namespace zstd = llvm::compression::zstd;

/// The layout of an entry; another one gets another number.
static constexpr llvm::StringLiteral Magic = "framewalk cache entry 1\n";
static constexpr size_t HashSize = 16;
/// Of zstd's levels the fastest of the usual ones: a report shrinks to a tenth,
/// and more costs more than it saves.
static constexpr int PackingLevel = 1;

static std::string rawHash(llvm::StringRef Text) {
  auto Hash = llvm::BLAKE3::hash<HashSize>(llvm::arrayRefFromStringRef(Text));
  return std::string(Hash.begin(), Hash.end());
}

std::string contentHash(llvm::StringRef Content) {
  return llvm::toHex(rawHash(Content), /*LowerCase=*/true);
}

static std::string packed(llvm::StringRef Content) {
  if (!zstd::isAvailable())
    return Content.str();
  llvm::SmallVector<uint8_t, 0> Small;
  zstd::compress(llvm::arrayRefFromStringRef(Content), Small, PackingLevel);
  return std::string(Small.begin(), Small.end());
}

llvm::Expected<std::string> CachedUnit::content(const File &F) const {
  std::string Content;
  if (zstd::isAvailable()) {
    Content.resize(F.Size);
    size_t Size = F.Size;
    if (llvm::Error E =
            zstd::decompress(llvm::arrayRefFromStringRef(F.Packed),
                             reinterpret_cast<uint8_t *>(Content.data()), Size))
      return std::move(E);
    Content.resize(Size);
  } else {
    Content = F.Packed.str();
  }
  if (contentHash(Content) != F.Hash)
    return llvm::createStringError("its content is not what it was");
  return Content;
}

UnitCache::UnitCache(llvm::StringRef Name, std::string Program, RootPaths Paths)
    : Program(std::move(Program)), Paths(std::move(Paths)) {
  // Workers change their current folder.
  Folder = absolutePath(Name);
}

std::string UnitCache::pathOf(const PlannedUnit &Unit) const {
  std::string Key;
  packText(Key, Program);
  packText(Key, Paths.root());
  packText(Key, Unit.Id);
  const CompileCommand &C = Unit.Command;
  // The command as it is: __FILE__ and debug info hold these names.
  for (const std::string &Part : {C.Compiler, C.Directory, C.File})
    packText(Key, Part);
  for (const std::string &Flag : C.Flags)
    packText(Key, Flag);
  std::string Name = contentHash(Key);
  llvm::SmallString<256> Path(Folder);
  path::append(Path, Name.substr(0, 2), Name.substr(2));
  return std::string(Path);
}

bool UnitCache::isSameAnswer(llvm::StringRef Path, llvm::StringRef Recorded) {
  std::string Full = Paths.absolute(Path);
  // "-", "f" and "d" answer one question.
  const bool IsStatus = Recorded.size() == 1;
  auto [It, IsNew] =
      Asked.try_emplace((IsStatus ? "s" : Recorded.take_front().str()) + Full);
  if (IsNew)
    It->second = askAgain(Full, Recorded.str());
  return It->second == Recorded;
}

/// For prune(); a folder that cannot be written to is not pruned either.
static void noteUse(const std::string &Path) {
  (void)utimensat(AT_FDCWD, Path.c_str(), nullptr, 0);
}

std::optional<CachedUnit> UnitCache::find(const PlannedUnit &Unit,
                                          bool &IsDamaged) {
  IsDamaged = false;
  const std::string Path = pathOf(Unit);
  auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return std::nullopt;
  auto Damaged = [&] {
    IsDamaged = true;
    return std::nullopt;
  };
  llvm::StringRef Text = (*Buffer)->getBuffer();
  if (!Text.consume_front(Magic))
    return Damaged();
  Unpacker All(Text);
  const llvm::StringRef Hash = All.text();
  const llvm::StringRef Head = All.text();
  if (!All.isGood() || Hash != rawHash(Head))
    return Damaged();

  Unpacker Members(Head);
  for (uint64_t Count = Members.number(); Count && Members.isGood(); --Count) {
    llvm::StringRef File = Members.text();
    llvm::StringRef Answer = Members.text();
    if (!isSameAnswer(File, Answer))
      return std::nullopt;
  }
  CachedUnit Found;
  Found.Summary = Members.text().str();
  llvm::StringRef Body = All.rest();
  for (uint64_t Count = Members.number(); Count && Members.isGood(); --Count) {
    CachedUnit::File &File = Found.Files.emplace_back();
    File.Suffix = Members.text().str();
    File.Hash = Members.text().str();
    File.Size = Members.number();
    const uint64_t PackedSize = Members.number();
    if (PackedSize > Body.size())
      return Damaged();
    File.Packed = Body.take_front(PackedSize);
    Body = Body.drop_front(PackedSize);
  }
  if (!Members.isGood() || !Body.empty())
    return Damaged();
  Found.Entry = std::move(*Buffer);
  noteUse(Path);
  return Found;
}

llvm::Error UnitCache::store(const PlannedUnit &Unit,
                             const std::map<std::string, FileAnswer> &Answers,
                             llvm::StringRef Summary,
                             const std::vector<UnitFile> &Files) const {
  std::string Head, Body;
  packNumber(Head, Answers.size());
  for (const auto &[Path, Answer] : Answers) {
    packText(Head, Path);
    packText(Head, Answer);
  }
  packText(Head, Summary);
  packNumber(Head, Files.size());
  for (const UnitFile &F : Files) {
    std::string Small = packed(F.Content);
    packText(Head, F.Suffix);
    packText(Head, contentHash(F.Content));
    packNumber(Head, F.Content.size());
    packNumber(Head, Small.size());
    Body += Small;
  }
  const std::string Path = pathOf(Unit);
  if (llvm::Error E = makeFolder(path::parent_path(Path).str()))
    return E;
  return writeOutput(Path, [&](llvm::raw_ostream &OS) {
    OS << Magic;
    std::string Front;
    packText(Front, rawHash(Head));
    packNumber(Front, Head.size());
    OS << Front << Head << Body;
  });
}

void UnitCache::prune(uint64_t Bytes) const {
  struct Entry {
    llvm::sys::TimePoint<> LastUse;
    std::string Path;
    uint64_t Size = 0;
  };
  std::vector<Entry> Entries;
  uint64_t Sum = 0;
  std::error_code Error;
  for (fs::recursive_directory_iterator It(Folder, Error), End;
       !Error && It != End; It.increment(Error)) {
    fs::file_status Status;
    // Of other things in the folder, should somebody have put some there, none
    // is an entry.
    if (fs::status(It->path(), Status) || !fs::is_regular_file(Status) ||
        It.level() != 1)
      continue;
    Sum += Status.getSize();
    Entries.push_back({.LastUse = Status.getLastModificationTime(),
                       .Path = It->path(),
                       .Size = Status.getSize()});
  }
  llvm::sort(Entries, [](const Entry &A, const Entry &B) {
    return std::tie(A.LastUse, A.Path) < std::tie(B.LastUse, B.Path);
  });
  for (const Entry &E : Entries) {
    if (Sum <= Bytes)
      return;
    if (!fs::remove(E.Path))
      Sum -= E.Size;
  }
}

std::string defaultCacheFolder() {
  llvm::SmallString<256> Folder;
  if (const char *Xdg = std::getenv("XDG_CACHE_HOME"); Xdg && *Xdg == '/')
    Folder = Xdg;
  else if (!path::home_directory(Folder))
    return "";
  else
    path::append(Folder, ".cache");
  path::append(Folder, "framewalk", "units");
  return std::string(Folder);
}

} // namespace framewalk
