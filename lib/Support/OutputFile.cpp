//===- OutputFile.cpp - A report is written whole or not at all -----------===//

#include "Support/OutputFile.h"

#include "Support/HeldSignals.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"

#include <optional>

using namespace framewalk;
namespace fs = llvm::sys::fs;

namespace {

/// The stream's own 4 KiB cost a system call each.
constexpr size_t BufferBytes = 256 << 10;

llvm::Error cannotWrite(llvm::StringRef Where, std::error_code Why) {
  return llvm::createStringError(
      llvm::formatv("cannot write to {0}: {1}", Where, Why.message()));
}

/// Writes, closes, and says what went wrong on the way.
std::error_code
writeAll(llvm::raw_fd_ostream &OS,
         const std::function<void(llvm::raw_ostream &)> &Write) {
  OS.SetBufferSize(BufferBytes);
  Write(OS);
  OS.flush();
  std::error_code Error = OS.error();
  OS.clear_error(); // reported here; the destructor would end the process
  return Error;
}

llvm::Error
toStandardOutput(const std::function<void(llvm::raw_ostream &)> &Write) {
  if (std::error_code Error = writeAll(llvm::outs(), Write))
    return cannotWrite("standard output", Error);
  return llvm::Error::success();
}

llvm::Error inPlace(const std::string &Path,
                    const std::function<void(llvm::raw_ostream &)> &Write) {
  std::error_code Error;
  llvm::raw_fd_ostream OS(Path, Error, fs::CD_OpenExisting);
  if (!Error)
    Error = writeAll(OS, Write);
  if (Error)
    return cannotWrite("'" + Path + "'", Error);
  return llvm::Error::success();
}

/// A file beside \p Path that a signal which ends the process takes away. One
/// that came between making the file and LLVM's noting its name would not.
llvm::Expected<fs::TempFile> makeTemporary(const std::string &Path) {
  HeldSignals Held;
  return fs::TempFile::create(Path + ".%%%%%%%%.tmp",
                              fs::all_read | fs::all_write);
}

/// \p Old: the file that is replaced, if there is one; it keeps its mode.
llvm::Error toNewFile(const std::string &Path,
                      const std::optional<fs::file_status> &Old,
                      const std::function<void(llvm::raw_ostream &)> &Write) {
  llvm::Expected<fs::TempFile> Temporary = makeTemporary(Path);
  if (!Temporary)
    return cannotWrite("'" + Path + "'",
                       llvm::errorToErrorCode(Temporary.takeError()));
  std::error_code Error;
  {
    llvm::raw_fd_ostream OS(Temporary->FD, /*shouldClose=*/false);
    Error = writeAll(OS, Write);
  }
  if (!Error && Old)
    Error = fs::setPermissions(Temporary->FD, Old->permissions());
  if (Error) {
    llvm::consumeError(Temporary->discard());
    return cannotWrite("'" + Path + "'", Error);
  }
  if (llvm::Error E = Temporary->keep(Path))
    return cannotWrite("'" + Path + "'", llvm::errorToErrorCode(std::move(E)));
  return llvm::Error::success();
}

} // namespace

llvm::Error
framewalk::writeOutput(const std::string &Path,
                       const std::function<void(llvm::raw_ostream &)> &Write) {
  if (Path == "-")
    return toStandardOutput(Write);
  fs::file_status Status;
  bool Exists = !fs::status(Path, Status) && fs::exists(Status);
  if (Exists && fs::is_directory(Status))
    return llvm::createStringError(
        llvm::formatv("cannot write to '{0}': it is a directory", Path));
  if (Exists && !fs::is_regular_file(Status))
    return inPlace(Path, Write);
  if (!Exists)
    return toNewFile(Path, std::nullopt, Write);
  if (std::error_code Denied = fs::access(Path, fs::AccessMode::Write))
    return cannotWrite("'" + Path + "'", Denied);
  // Through a symbolic link, so that the link stays one.
  llvm::SmallString<256> Real;
  if (std::error_code Error = fs::real_path(Path, Real))
    return cannotWrite("'" + Path + "'", Error);
  return toNewFile(std::string(Real), Status, Write);
}

llvm::Error framewalk::makeFolder(const std::string &Path) {
  std::error_code Error = fs::create_directories(Path);
  // It takes a file of that name for the folder.
  if (!Error && !fs::is_directory(Path))
    Error = std::make_error_code(std::errc::not_a_directory);
  if (Error)
    return llvm::createStringError(llvm::formatv(
        "cannot make the folder '{0}': {1}", Path, Error.message()));
  return llvm::Error::success();
}
