//===- SarifTest.cpp - Findings for code scanning -------------------------===//

#include "Render/Sarif.h"

#include "Render/JsonValue.h"
#include "Render/SampleReport.h"

#include "gtest/gtest.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
namespace json = llvm::json;

namespace {

/// A source with a finding in line 2, behind an emoji.
class Sarif : public testing::Test {
protected:
  Sarif() {
    EXPECT_FALSE(llvm::sys::fs::createUniqueDirectory("sarif", Folder));
    File = Folder;
    llvm::sys::path::append(File, "a b.c");
    std::error_code Error;
    llvm::raw_fd_ostream OS(File, Error);
    OS << "int x;\n/* \xf0\x9f\x98\x80 */ return &local;\n";
    OS.close();
    Unit.Source = std::string(File);
    Unit.Files = {Unit.Source};
    Finding F;
    F.RuleId = rules()[3].Id;
    F.Message = "msg";
    F.Function = "f";
    F.Fingerprint = "00ff";
    F.Position = at(2, 20); // 'local'
    F.Trace = {{at(1, 5), "taken", StepRole::AddressTaken},
               {at(2, 12), "elsewhere", StepRole::Stored}};
    F.Fixes = {
        {.Title = "fix it",
         .Edits = {{.Begin = at(2, 19), .End = at(2, 20), .Replacement = ""}}}};
    Unit.Findings = {F};
  }
  ~Sarif() override { llvm::sys::fs::remove_directories(Folder); }

  json::Value rendered(std::vector<std::string> Failures = {}) {
    ReportDocument D;
    D.Units = {Unit};
    std::string Text;
    llvm::raw_string_ostream OS(Text);
    renderSarif(D, OS,
                {.ToolVersion = "1.2.3",
                 .Root = std::string(Folder),
                 .Failures = std::move(Failures)});
    auto V = json::parse(Text);
    EXPECT_TRUE(bool(V)) << llvm::toString(V.takeError());
    return V ? std::move(*V) : json::Value(nullptr);
  }

  llvm::SmallString<128> Folder, File;
  TranslationUnitReport Unit;
};

TEST_F(Sarif, AResultRefersToItsRuleAndItsPlace) {
  json::Value V = rendered();
  expectAt(V, "version", "2.1.0");
  expectAt(V, "runs/0/tool/driver/version", "1.2.3");
  expectAt(V, "runs/0/columnKind", "utf16CodeUnits");
  expectAt(V, "runs/0/results/0/ruleId", "framewalk-dangling-field");
  expectAt(V, "runs/0/results/0/ruleIndex", 3);
  expectAt(V, "runs/0/tool/driver/rules/3/id", "framewalk-dangling-field");
  expectAt(V, "runs/0/tool/driver/rules/3/name", "DanglingField");
  const json::Value *Prints =
      valueAt(V, "runs/0/results/0/partialFingerprints");
  ASSERT_NE(Prints, nullptr);
  EXPECT_EQ(Prints->getAsObject()->getString("framewalkFinding/v1"), "00ff");
}

TEST_F(Sarif, FilesAreBelowTheRoot) {
  json::Value V = rendered();
  const std::string Place =
      "runs/0/results/0/locations/0/physicalLocation/artifactLocation/";
  expectAt(V, Place + "uri", "a%20b.c");
  expectAt(V, Place + "uriBaseId", "%SRCROOT%");
  expectAt(V, Place + "index", 0);
  expectAt(V, "runs/0/artifacts/0/location/uri", "a%20b.c");
  Unit.Files.push_back("/elsewhere/x.h");
  Unit.Findings[0].Position.File = FileId(1);
  V = rendered();
  expectAt(V, Place + "uri", "file:///elsewhere/x.h");
  EXPECT_EQ(valueAt(V, Place + "uriBaseId"), nullptr);
}

TEST_F(Sarif, ColumnsCountUtf16) {
  json::Value V = rendered();
  const std::string Region =
      "runs/0/results/0/locations/0/physicalLocation/region/";
  expectAt(V, Region + "startLine", 2);
  expectAt(V, Region + "startColumn", 18); // the emoji: 4 bytes, 2 units
  expectAt(V, Region + "endColumn", 23);
  const std::string Deleted = "runs/0/results/0/fixes/0/artifactChanges/0/"
                              "replacements/0/deletedRegion/";
  expectAt(V, Deleted + "startColumn", 17);
  expectAt(V, Deleted + "endColumn", 18);
}

TEST_F(Sarif, TheTraceIsACodeFlow) {
  json::Value V = rendered();
  const std::string Flow = "runs/0/results/0/codeFlows/0/threadFlows/0/"
                           "locations/";
  expectAt(V, Flow + "0/location/message/text", "taken");
  expectAt(V, Flow + "0/kinds/0", "addressTaken");
  expectAt(V, Flow + "2/location/message/text", "msg");
  // What it tells is told once.
  expectAt(V, "runs/0/results/0/relatedLocations", json::Array());
  Unit.Findings[0].Next = Heir{.Description = "who is next"};
  V = rendered();
  const std::string Related = "runs/0/results/0/relatedLocations/";
  expectAt(V, Related + "0/message/text", "who is next");
  EXPECT_EQ(valueAt(V, Related + "1"), nullptr);
  Unit.Findings[0].Trace.clear();
  V = rendered();
  expectAt(V, Related + "0/message/text", "who is next");
  EXPECT_EQ(valueAt(V, "runs/0/results/0/codeFlows"), nullptr);
}

TEST_F(Sarif, SuppressedOnesAreMarked) {
  Unit.Suppressed = Unit.Findings;
  json::Value V = rendered();
  expectAt(V, "runs/0/results/0/suppressions", json::Array());
  expectAt(V, "runs/0/results/1/suppressions/0/kind", "inSource");
}

TEST_F(Sarif, AFailureIsNoSuccess) {
  expectAt(rendered(), "runs/0/invocations/0/executionSuccessful", true);
  json::Value V = rendered({"b.c does not compile"});
  expectAt(V, "runs/0/invocations/0/executionSuccessful", false);
  expectAt(V, "runs/0/invocations/0/toolExecutionNotifications/0/message/text",
           "b.c does not compile");
}

TEST_F(Sarif, WhatIsNoUtf8IsStillJson) {
  Unit.Findings[0].Message = "a\xff z";
  EXPECT_NE(valueAt(rendered(), "runs/0/results"), nullptr);
}

TEST_F(Sarif, HasAsManyResultsAsGitHubTakes) {
  Unit.Findings.resize(10, Unit.Findings[0]);
  Unit.Findings[0].Level = Severity::Note;
  ReportDocument Document;
  Document.Units = {Unit};
  auto Render = [&](SarifOptions Options) {
    std::string Text;
    llvm::raw_string_ostream OS(Text);
    renderSarif(Document, OS, Options);
    return llvm::cantFail(json::parse(Text));
  };
  auto Count = [](const json::Value &V) {
    return valueAt(V, "runs/0/results")->getAsArray()->size();
  };
  json::Value All = Render({});
  EXPECT_EQ(Count(All), 10u);
  json::Value Few = Render({.MostResults = 9});
  EXPECT_EQ(Count(Few), 9u);
  // The note went first.
  expectAt(Few, "runs/0/results/0/level", "warning");
  expectAt(Few,
           "runs/0/invocations/0/toolExecutionNotifications/0/message/text",
           "1 results are left out: code scanning takes at most 9, and 10 MB "
           "packed");
  // A limit of bytes: the rules and the like take some.
  json::Value Small = Render({.MostPackedBytes = 4000});
  EXPECT_LE(Count(Small), 10u);
  json::Value None = Render({.MostPackedBytes = 10});
  EXPECT_EQ(Count(None), 0u);
}

TEST_F(Sarif, HeadersOfTheSystemAreNotBelowTheRoot) {
  Unit.Files = {"<bits/x.h>"};
  Unit.Findings[0].Position.File = FileId(0);
  ReportDocument Document;
  Document.Units = {Unit};
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderSarif(Document, OS, {});
  json::Value V = llvm::cantFail(json::parse(Text));
  const std::string Artifact =
      "runs/0/results/0/locations/0/physicalLocation/artifactLocation/";
  expectAt(V, Artifact + "uri", "bits/x.h");
  expectAt(V, Artifact + "uriBaseId", "HEADERS");
  EXPECT_NE(valueAt(V, "runs/0/originalUriBaseIds/HEADERS"), nullptr);
}

} // namespace
