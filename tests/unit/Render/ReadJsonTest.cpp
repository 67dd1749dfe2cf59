//===- ReadJsonTest.cpp - What is written is read again -------------------===//

#include "Render/ReadJson.h"
#include "Render/ProjectJson.h"

#include "Render/JsonValue.h"
#include "Render/SampleReport.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
using testing::HasSubstr;

namespace {

/// What readReport() does not read.
ReportDocument withoutCode(ReportDocument D) {
  for (TranslationUnitReport &U : D.Units) {
    U.Walks.clear();
    U.Image = {};
    U.Memory = {};
    for (FunctionReport &F : U.Functions) {
      F.Instructions.clear();
      F.Prologue.clear();
      F.Epilogues.clear();
      F.Returns.clear();
      F.Lifetimes.clear();
      F.Accesses.clear();
      F.Memory.clear();
      F.HeapCalls.clear();
      F.Calls.clear();
      F.Stack = {};
      F.Fetch.reset();
    }
  }
  return D;
}

TEST(ReadJson, KeepsFramesAndFindings) {
  ReportDocument D = withoutCode(sampleReport());
  TranslationUnitReport &U = D.Units.front();
  ASSERT_FALSE(U.Functions.empty());
  Finding F;
  F.RuleId = rules().front().Id;
  F.Position = F.Declared = at(4, 5);
  F.PositionEnd = at(4, 9);
  F.Role = StepRole::Returned;
  F.IsOwned = true;
  F.Message = "it \"leaks\"\n\t\\";
  F.Variable = "c";
  F.Function = "sum";
  F.Fingerprint = std::string(32, 'a');
  F.Slot = SlotId(3);
  F.Trace.push_back({at(4, 6), "step", StepRole::Passed, at(4, 8)});
  F.Place = DeadPlace{.Base = "rbp",
                      .Displacement = -5,
                      .CfaOffset = FrameOffset(-21),
                      .Size = 1,
                      .Address = VirtualAddress(0x7ffffffeeffb),
                      .Page = VirtualAddress(0x7ffffffee000),
                      .Frame = PhysicalAddress(0x5000)};
  F.End = {.Cause = DeathCause::Return,
           .Position = at(8, 1),
           .Epilogue = std::nullopt,
           .CodeOffset = 11,
           .Instruction = "pop rbp"};
  F.Fixes.push_back({"make it static", {{at(4, 1), at(4, 3), "static "}}});
  Heir H;
  H.Description = "g's frame";
  H.Kind = HeirKind::LaterCall;
  H.Caller = "main";
  H.Callee = "g";
  H.Call = at(9, 2);
  H.StaleValue = "42";
  H.Parts.push_back({.Offset = 0,
                     .Size = 1,
                     .Kind = SlotKind::Spill,
                     .Owner = "g's spill",
                     .Function = "g",
                     .Variable = "",
                     .CfaOffset = FrameOffset(-24),
                     .Written = Overwrite::Always});
  F.Next = H;
  U.Findings = {F};
  F.Next.reset();
  F.Place.reset();
  F.Level = Severity::Note;
  U.Suppressed = {F};
  U.Lines = {{FileId(0), 4, "int sum(int n, char c) {"}};
  const std::string Once = jsonText(D);
  llvm::Expected<ReportDocument> Again = readReport(Once);
  ASSERT_TRUE(bool(Again)) << llvm::toString(Again.takeError());
  EXPECT_EQ(jsonText(*Again), Once);
}

TEST(ReadJson, SaysWhatIsWrong) {
  auto Error = [](llvm::StringRef Text) {
    llvm::Expected<ReportDocument> Read = readReport(Text);
    return Read ? std::string("none") : llvm::toString(Read.takeError());
  };
  EXPECT_THAT(Error("{"), HasSubstr("it is no JSON"));
  EXPECT_THAT(Error("[]"), HasSubstr("no JSON object"));
  EXPECT_THAT(Error("{}"), HasSubstr("framewalk/1"));
  EXPECT_THAT(Error(R"({"schema": "framewalk/1"})"), HasSubstr("\"units\""));
  // Slots that overlap are no ledger.
  EXPECT_THAT(
      Error(R"({"schema": "framewalk/1", "units": [{"functions": [{"name": "f",
        "frame": {"size": {"min": 8, "max": 8}, "slots": [
          {"kind": "returnAddress", "cfaOffset": -8, "size": 8},
          {"kind": "variable", "cfaOffset": -8, "size": 8}]}}]}]})"),
      HasSubstr("the frame of 'f'"));
}

TEST(ReadJson, IndicesKeepTheirUnits) {
  UnitSummary U;
  U.Id = "src/a.c~2";
  U.Source = "src/a.c";
  U.Target = "x86_64-pc-linux-gnu";
  U.Notes = {"a note"};
  U.Findings.Source = U.Source;
  U.Findings.Target = U.Target;
  FunctionSummary &F = U.Functions.emplace_back();
  F.Name = "ns::f";
  F.LinkageName = "_ZN2ns1fEv";
  F.Anchor = "ns::f";
  F.Aliases = {"other"};
  F.File = "src/a.c";
  F.Line = 3;
  F.Column = 5;
  F.IsLocal = F.AcceptsDepth = true;
  F.Size = {.Min = 64, .Max = std::nullopt};
  F.Padding = 4;
  F.Largest = {
      {.Name = "buf", .Type = "char[32]", .Size = 32, .Line = 4, .Column = 8},
      {.What = "outgoing arguments", .Size = 16}};
  F.Calls = {{"", 6, 2, std::nullopt}, {"g", 5, 3, 40}};
  auto Text = [](const UnitSummary &U) {
    std::string Text;
    llvm::raw_string_ostream OS(Text);
    renderSummary(U, OS);
    return Text;
  };
  const std::string Once = Text(U);
  llvm::Expected<UnitSummary> Again = readSummary(Once);
  ASSERT_TRUE(bool(Again)) << llvm::toString(Again.takeError());
  EXPECT_EQ(Text(*Again), Once);
  EXPECT_EQ(Again->Functions.front().Calls, F.Calls);
  EXPECT_EQ(Again->Functions.front().Largest, F.Largest);

  ProjectIndex Index;
  Index.Units = {U};
  Index.Part = {.Index = 2, .Count = 3};
  std::string Document;
  llvm::raw_string_ostream OS(Document);
  renderProjectJson(Index, OS);
  llvm::Expected<SavedProject> Saved = readProject(Document);
  ASSERT_TRUE(bool(Saved)) << llvm::toString(Saved.takeError());
  ASSERT_EQ(Saved->Units.size(), 1u);
  EXPECT_EQ(Text(Saved->Units.front()), Once);
  EXPECT_EQ(Saved->Part.Index, 2u);
  EXPECT_EQ(Saved->Part.Count, 3u);
}

} // namespace
