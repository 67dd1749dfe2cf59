//===- BaselineTest.cpp - Findings that are known already -----------------===//

#include "Pipeline/Baseline.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
using testing::HasSubstr;

namespace {

/// Reads a file with this text: the number of fingerprints, or the error.
std::string read(llvm::StringRef Text) {
  llvm::SmallString<128> Path;
  int Descriptor;
  EXPECT_FALSE(
      llvm::sys::fs::createTemporaryFile("baseline", "json", Descriptor, Path));
  {
    llvm::raw_fd_ostream OS(Descriptor, /*shouldClose=*/true);
    OS << Text;
  }
  llvm::Expected<llvm::StringSet<>> Known = readBaseline(std::string(Path));
  llvm::sys::fs::remove(Path);
  return Known ? std::to_string(Known->size())
               : llvm::toString(Known.takeError());
}

Finding finding(std::string Fingerprint) {
  Finding F;
  F.RuleId = "framewalk-dangling-return";
  F.Fingerprint = std::move(Fingerprint);
  return F;
}

TEST(Baseline, WhatIsWrittenIsRead) {
  ReportDocument Document;
  Document.Units.resize(2);
  Document.Units[0].Findings = {finding("aa"), finding("bb")};
  Document.Units[0].Findings[0].Function = "not \xff UTF-8 \" \n";
  Document.Units[1].Findings = {finding("bb")};
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  writeBaseline(Document, OS);
  EXPECT_EQ(read(Text), "2");
}

TEST(Baseline, KnownFindingsGo) {
  ReportDocument Document;
  Document.Units.resize(1);
  Document.Units[0].Findings = {finding("aa"), finding("bb")};
  llvm::StringSet<> Known;
  Known.insert("aa");
  dropKnown(Document, Known);
  ASSERT_EQ(Document.Units[0].Findings.size(), 1u);
  EXPECT_EQ(Document.Units[0].Findings[0].Fingerprint, "bb");
}

TEST(Baseline, WhatIsNoneIsSaidToBeNone) {
  EXPECT_THAT(read(""), HasSubstr("it is empty"));
  EXPECT_THAT(read("{"), HasSubstr("is no baseline"));
  EXPECT_THAT(read("\xff"), HasSubstr("UTF-8"));
  EXPECT_THAT(read("[]"), HasSubstr("framewalk-baseline/1"));
  EXPECT_THAT(read("{\"schema\": \"framewalk/1\", \"findings\": []}"),
              HasSubstr("framewalk-baseline/1"));
  EXPECT_THAT(read("{\"schema\": \"framewalk-baseline/1\"}"),
              HasSubstr("no list \"findings\""));
  EXPECT_THAT(read("{\"schema\": \"framewalk-baseline/1\", \"findings\": "
                   "[{\"fingerprint\": 3}]}"),
              HasSubstr("findings[0] has no \"fingerprint\""));
  llvm::Expected<llvm::StringSet<>> Missing = readBaseline("no/such/file");
  ASSERT_FALSE(bool(Missing));
  EXPECT_THAT(llvm::toString(Missing.takeError()),
              HasSubstr("cannot read the baseline 'no/such/file'"));
}

} // namespace
