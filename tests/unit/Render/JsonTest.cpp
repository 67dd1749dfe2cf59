//===- JsonTest.cpp - The JSON contract -----------------------------------===//

#include "Render/Json.h"

#include "Render/JsonValue.h"
#include "Render/SampleReport.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <ctime>

using namespace framewalk;
namespace json = llvm::json;

namespace {

/// Parsed by LLVM's reader, which is not what wrote it.
json::Value parsed(const ReportDocument &D) {
  auto V = json::parse(jsonText(D));
  EXPECT_TRUE(bool(V)) << llvm::toString(V.takeError());
  return V ? std::move(*V) : json::Value(nullptr);
}

TEST(Json, HasTheNamesOfTheContract) {
  json::Value V = parsed(sampleReport());
  expectAt(V, "schema", "framewalk/1");
  expectAt(V, "target", "x86_64-pc-linux-gnu");
  std::string F = "units/0/functions/0/";
  expectAt(V, "units/0/source", "sum.c");
  expectAt(V, "units/0/flags", json::Array{"-O0", "-g"});
  expectAt(V, F + "name", "sum");
  expectAt(V, F + "linkageName", "sum");
  expectAt(V, F + "file", "sum.c");
  expectAt(V, F + "line", 4);
  expectAt(V, F + "frame/framePointer", "rbp");
  expectAt(V, F + "frame/size/min", 32);
  expectAt(V, F + "frame/size/max", 32);
  expectAt(V, F + "frame/slots/3/id", 3);
  expectAt(V, F + "frame/slots/3/kind", "variable");
  expectAt(V, F + "frame/slots/3/cfaOffset", -21);
  expectAt(V, F + "frame/slots/3/base", "rbp");
  expectAt(V, F + "frame/slots/3/displacement", -5);
  expectAt(V, F + "frame/slots/3/evidence", "compiler");
  expectAt(V, F + "frame/slots/3/occupants/0/name", "c");
  expectAt(V, F + "frame/slots/3/occupants/0/parameter", true);
  expectAt(V, F + "prologue/1/address", 1);
  expectAt(V, F + "prologue/1/bytes", "4889e5");
  expectAt(V, F + "prologue/1/text", "mov rbp, rsp");
  expectAt(V, F + "epilogues/0/1/text", "ret");
  expectAt(V, F + "returns/0",
           json::Object{{"line", 7},
                        {"column", 3},
                        {"endLine", 7},
                        {"endColumn", 11},
                        {"instructions", json::Array{8}},
                        {"epilogues", json::Array{0}}});
  expectAt(V, F + "lifetimes/0/variable", "c");
  expectAt(V, F + "lifetimes/0/begin/column", 21);
  expectAt(V, F + "lifetimes/0/storage", "parameter");
  expectAt(V, F + "accesses/0",
           json::Object{
               {"variable", "c"},
               {"variableId", 1},
               {"line", 5},
               {"column", 9},
               {"kind", "read"},
               {"slot", 3},
               {"offset", 0},
               {"size", 1},
               {"instructions",
                json::Array{json::Object{
                    {"address", 8}, {"text", "mov al, byte ptr [rbp - 5]"}}}},
               {"virtualAddress", "0x7ffffffeeffb"},
               {"walk", 0},
               {"tlb", "miss"},
               {"physicalAddress", "0x5ffb"}});
  expectAt(V, F + "compilerAccesses/0/origin", "parameterStore");
  EXPECT_EQ(valueAt(V, F + "compilerAccesses/1"), nullptr)
      << "what the source spells out is an access";
  expectAt(V, "units/0/walks/0/page", "0x7ffffffee000");
  expectAt(V, "units/0/walks/0/steps/3/entry", "0x8000000000005067");
  expectAt(V, "units/0/walks/0/steps/0/flags",
           json::Array{"P", "RW", "US", "A"});
  expectAt(V, "units/0/walks/0/frame", "0x5000");
  expectAt(V, "units/0/walks/0/fault/errorCode", 6);
}

TEST(Json, SaysNullWhereNothingIsKnown) {
  ReportDocument D = sampleReport();
  FunctionReport &F = D.Units[0].Functions[0];
  F.Accesses[0].Walk.reset();
  F.Accesses[0].Slot.reset();
  F.Accesses[0].WhyUnlinked = "sizeof computes nothing";
  D.Units[0].Walks[0].Fault.reset();
  FrameSlot Dynamic;
  Dynamic.Kind = SlotKind::Dynamic;
  F.Frame = cantFail(FrameLayout::create(
      std::nullopt, {.Min = 0, .Max = std::nullopt}, {Dynamic}));
  json::Value V = parsed(D);
  std::string P = "units/0/functions/0/";
  for (const char *Name :
       {"frame/framePointer", "frame/size/max", "frame/slots/0/cfaOffset",
        "frame/slots/0/base", "accesses/0/virtualAddress", "accesses/0/walk",
        "accesses/0/tlb", "accesses/0/physicalAddress", "accesses/0/slot"})
    expectAt(V, P + Name, nullptr);
  expectAt(V, P + "accesses/0/whyUnlinked", "sizeof computes nothing");
  expectAt(V, "units/0/walks/0/fault", nullptr);
}

TEST(Json, FindingsHaveTraceAndHeir) {
  ReportDocument D = sampleReport();
  Finding &F = D.Units[0].Findings.emplace_back();
  F.RuleId = rules().front().Id;
  F.Position = {.File = FileId(0), .Line = 7, .Column = 10};
  F.Message = "address of 'c' returned";
  F.Variable = "c";
  F.Function = "sum";
  F.Slot = SlotId(3);
  F.Trace.push_back({.Position = F.Position, .Message = "taken here"});
  F.Next = Heir{.Description = "the next call", .Slot = std::nullopt};
  json::Value V = parsed(D);
  expectAt(V, "units/0/findings/0/rule", "framewalk-dangling-return");
  expectAt(V, "units/0/findings/0/line", 7);
  expectAt(V, "units/0/findings/0/trace/0/message", "taken here");
  expectAt(V, "units/0/findings/0/heir/description", "the next call");
  expectAt(V, "units/0/findings/0/heir/slot", nullptr);
}

TEST(Json, IsUtf8WhateverTheSourceIs) {
  ReportDocument D = sampleReport();
  D.Units[0].Source = "caf\xe9.c";
  D.Units[0].Functions[0].Variables[1].Name = "größe\"\\\n";
  std::string Text = jsonText(D);
  EXPECT_TRUE(json::isUTF8(Text));
  json::Value V = parsed(D);
  expectAt(V, "units/0/source", "caf\xef\xbf\xbd.c");
  expectAt(V, "units/0/functions/0/accesses/0/variable", "größe\"\\\n");
}

TEST(Json, NamesAFileThatIsNotTheFunctions) {
  ReportDocument D = sampleReport();
  D.Units[0].Files.push_back("sum.h");
  D.Units[0].Functions[0].Accesses[0].Position.File = FileId(1);
  json::Value V = parsed(D);
  expectAt(V, "units/0/functions/0/accesses/0/file", "sum.h");
}

/// The size of sqlite3.c. Prints what it took: a limit in seconds would fail on
/// a busy machine.
TEST(Json, LargeUnits) {
  ReportDocument D = sampleReport();
  TranslationUnitReport &U = D.Units[0];
  FunctionReport &F = U.Functions[0];
  for (int I = 0; I < 30; ++I)
    F.Accesses.push_back(F.Accesses[0]);
  for (int I = 0; I < 40; ++I)
    F.Instructions.push_back(F.Instructions[2]);
  for (int I = 0; I < 4; ++I) {
    F.Variables.push_back(F.Variables[0]);
    F.Lifetimes.push_back(F.Lifetimes[0]);
  }
  U.Functions.resize(2600, F);

  std::error_code Error;
  llvm::raw_fd_ostream OS("/dev/null", Error);
  ASSERT_FALSE(Error);
  clock_t Begin = clock();
  renderJson(D, OS);
  OS.flush();
  double Seconds = double(clock() - Begin) / CLOCKS_PER_SEC;
  std::printf("%zu accesses, %.1f MB: %.0f ms CPU\n",
              U.Functions.size() * U.Functions[0].Accesses.size(),
              OS.tell() / 1e6, Seconds * 1e3);
  EXPECT_GT(OS.tell(), 2600u * 31 * 200);
}

} // namespace
