//===- OutputFileTest.cpp -------------------------------------------------===//

#include "Support/OutputFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "gtest/gtest.h"

#include <signal.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace framewalk;
namespace fs = llvm::sys::fs;

namespace {

/// The names in \p Folder, but for \p Whole.
std::vector<std::string> othersThan(llvm::StringRef Whole,
                                    const std::string &Folder) {
  std::vector<std::string> Names;
  std::error_code Error;
  for (fs::directory_iterator I(Folder, Error), E; I != E && !Error;
       I.increment(Error))
    if (llvm::sys::path::filename(I->path()) != Whole)
      Names.push_back(I->path());
  return Names;
}

// A process that does nothing but write is ended again and again: most of the
// signals come while a system call makes, fills or renames a file.
TEST(OutputFile, WhatASignalInterruptsLeavesNoFile) {
  llvm::SmallString<128> Folder;
  ASSERT_FALSE(fs::createUniqueDirectory("framewalk-output", Folder));
  const std::string Path = (Folder + "/report").str();
  for (int Turn = 0; Turn < 300; ++Turn) {
    const pid_t Writer = fork();
    ASSERT_GE(Writer, 0);
    if (Writer == 0)
      while (true)
        if (llvm::Error E = writeOutput(
                Path, [](llvm::raw_ostream &OS) { OS << "whole\n"; }))
          _exit(1);
    usleep(1000 + Turn * 7);
    kill(Writer, SIGTERM);
    int Status = 0;
    ASSERT_EQ(waitpid(Writer, &Status, 0), Writer);
    ASSERT_TRUE(WIFSIGNALED(Status) && WTERMSIG(Status) == SIGTERM) << Status;
    ASSERT_TRUE(othersThan("report", Folder.str().str()).empty())
        << "turn " << Turn;
  }
  EXPECT_FALSE(fs::remove_directories(Folder));
}

} // namespace
