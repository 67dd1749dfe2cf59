//===- FileRecorder.cpp ---------------------------------------------------===//

#include "Frontend/FileRecorder.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

#include <set>

namespace framewalk {

namespace vfs = llvm::vfs;

namespace {

std::string hashOf(llvm::StringRef Text) {
  return llvm::toHex(llvm::BLAKE3::hash<16>(llvm::arrayRefFromStringRef(Text)),
                     /*LowerCase=*/true);
}

FileAnswer answerOf(const llvm::ErrorOr<vfs::Status> &Status) {
  if (!Status)
    return "-";
  return Status->isDirectory() ? "d" : "f";
}

/// Names only: what is in the files is asked apart.
FileAnswer answerOfListing(const std::set<std::string> &Names) {
  std::string All;
  for (const std::string &Name : Names)
    All += Name + '/';
  return "l" + hashOf(All);
}

FileAnswer listing(const std::string &Path) {
  std::error_code Error;
  std::set<std::string> Names;
  for (llvm::sys::fs::directory_iterator It(Path, Error), End;
       !Error && It != End; It.increment(Error))
    Names.insert(llvm::sys::path::filename(It->path()).str());
  return Error ? "-" : answerOfListing(Names);
}

/// Notes the content when it is asked for: what clang gets is what is hashed,
/// even where the file changes under its hands.
class WatchedFile final : public vfs::File {
public:
  WatchedFile(std::unique_ptr<vfs::File> Real, std::string Path,
              FileRecorder &Recorder)
      : Real(std::move(Real)), Path(std::move(Path)), Recorder(Recorder) {}

  llvm::ErrorOr<vfs::Status> status() override { return Real->status(); }
  llvm::ErrorOr<std::string> getName() override { return Real->getName(); }
  std::error_code close() override { return Real->close(); }

  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>>
  getBuffer(const llvm::Twine &Name, int64_t Size, bool NeedsTerminator,
            bool IsVolatile) override {
    auto Buffer = Real->getBuffer(Name, Size, NeedsTerminator, IsVolatile);
    if (Buffer)
      Recorder.note(Path, answerOfContent((*Buffer)->getBuffer()));
    return Buffer;
  }

private:
  std::unique_ptr<vfs::File> Real;
  std::string Path;
  FileRecorder &Recorder;
};

class WatchedFileSystem final : public vfs::ProxyFileSystem {
public:
  WatchedFileSystem(llvm::IntrusiveRefCntPtr<vfs::FileSystem> Real,
                    FileRecorder &Recorder)
      : ProxyFileSystem(std::move(Real)), Recorder(Recorder) {}

  llvm::ErrorOr<vfs::Status> status(const llvm::Twine &Path) override {
    auto Status = getUnderlyingFS().status(Path);
    Recorder.note(absolute(Path), answerOf(Status));
    return Status;
  }

  bool exists(const llvm::Twine &Path) override {
    auto Status = status(Path);
    return Status && Status->exists();
  }

  llvm::ErrorOr<std::unique_ptr<vfs::File>>
  openFileForRead(const llvm::Twine &Path) override {
    auto File = getUnderlyingFS().openFileForRead(Path);
    if (!File) {
      Recorder.note(absolute(Path), answerOf(getUnderlyingFS().status(Path)));
      return File;
    }
    std::string Name = absolute(Path);
    Recorder.note(Name, answerOf((*File)->status()));
    return std::make_unique<WatchedFile>(std::move(*File), std::move(Name),
                                         Recorder);
  }

  vfs::directory_iterator dir_begin(const llvm::Twine &Path,
                                    std::error_code &Error) override {
    std::string Name = absolute(Path);
    Recorder.note(Name, listing(Name));
    return getUnderlyingFS().dir_begin(Path, Error);
  }

private:
  std::string absolute(const llvm::Twine &Path) const {
    llvm::SmallString<256> Full;
    Path.toVector(Full);
    (void)makeAbsolute(Full);
    return std::string(Full);
  }

  FileRecorder &Recorder;
};

} // namespace

FileAnswer answerOfContent(llvm::StringRef Content) {
  return "r" + hashOf(Content);
}

FileAnswer askAgain(const std::string &Path, const FileAnswer &Recorded) {
  llvm::StringRef Kind = llvm::StringRef(Recorded).take_front();
  if (Kind == "l")
    return listing(Path);
  if (Kind == "r") {
    auto Buffer = llvm::MemoryBuffer::getFile(Path, /*IsText=*/false,
                                              /*RequiresNullTerminator=*/false);
    return Buffer ? answerOfContent((*Buffer)->getBuffer()) : "-";
  }
  llvm::sys::fs::file_status Status;
  if (llvm::sys::fs::status(Path, Status))
    return "-";
  return llvm::sys::fs::is_directory(Status) ? "d" : "f";
}

llvm::IntrusiveRefCntPtr<vfs::FileSystem>
FileRecorder::watch(llvm::IntrusiveRefCntPtr<vfs::FileSystem> Files) {
  return llvm::makeIntrusiveRefCnt<WatchedFileSystem>(std::move(Files), *this);
}

void FileRecorder::note(std::string Path, FileAnswer Answer) {
  auto [It, IsNew] = Answers.try_emplace(std::move(Path), Answer);
  // A hash says that there is a file, too; the first content is what was used.
  if (!IsNew && It->second.size() < Answer.size())
    It->second = std::move(Answer);
}

} // namespace framewalk
