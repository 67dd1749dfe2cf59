//===- TestFolder.h - A folder of its own for each test -------------------===//
#pragma once

#include "gtest/gtest.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace framewalk {

class TestFolder : public testing::Test {
protected:
  void SetUp() override {
    llvm::SmallString<128> Made;
    ASSERT_FALSE(llvm::sys::fs::createUniqueDirectory("framewalk-test", Made));
    ASSERT_FALSE(llvm::sys::fs::real_path(Made, Root));
  }
  void TearDown() override { llvm::sys::fs::remove_directories(Root); }

  std::string path(llvm::StringRef Name) { return (Root + "/" + Name).str(); }

  void write(llvm::StringRef Name, llvm::StringRef Text) {
    const std::string Path = path(Name);
    llvm::sys::fs::create_directories(llvm::sys::path::parent_path(Path));
    std::error_code Error;
    llvm::raw_fd_ostream OS(Path, Error);
    ASSERT_FALSE(Error) << Error.message();
    OS << Text;
  }

  llvm::SmallString<128> Root;
};

} // namespace framewalk
