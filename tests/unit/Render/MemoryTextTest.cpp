//===- MemoryTextTest.cpp - What the instructions touch, as text ----------===//

#include "SampleReport.h"

#include "Render/Json.h"
#include "Render/Text.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string text(const FunctionReport &F,
                 MemoryDetail Detail = MemoryDetail::Auto) {
  ReportDocument D = sampleReport();
  D.Units[0].Functions = {F};
  TextOptions Options;
  Options.Sections = static_cast<unsigned>(Section::Memory);
  Options.Memory = Detail;
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderText(D, OS, Options);
  return Text;
}

MemoryTouch touch(uint32_t Instruction, PlaceBase Base, int64_t Offset,
                  std::string What) {
  MemoryTouch T;
  T.Instruction = InstructionId(Instruction);
  T.Place = {.Base = Base, .Offset = Offset};
  T.Size = 4;
  T.What = std::move(What);
  return T;
}

AccessWalk walkTo(uint64_t Virtual, uint64_t Physical) {
  return {.Virtual = VirtualAddress(Virtual),
          .Walk = WalkId(0),
          .Tlb = TlbOutcome::Hit,
          .Physical = PhysicalAddress(Physical)};
}

FunctionReport withMemory() {
  FunctionReport F = sampleFunction();
  F.Memory = {touch(0, PlaceBase::Cfa, -16, "saved rbp"),
              touch(2, PlaceBase::Symbol, 0, "counter"),
              touch(3, PlaceBase::Symbol, 0, "counter"),
              touch(3, PlaceBase::Unknown, 0, "*p")};
  F.Memory[0].Kind = F.Memory[2].Kind = AccessKind::Write;
  F.Memory[0].Role = MemoryRole::Push;
  F.Memory[0].Walks = {walkTo(0x7ffffffef000, 0x6000)};
  F.Memory[1].Walks = F.Memory[2].Walks = {walkTo(0x555555558010, 0x7010)};
  F.Memory[3].WhyUnresolved = "only the caller knows where p points";
  return F;
}

TEST(MemoryText, TotalsAndWhatLiesOutsideTheFrame) {
  EXPECT_THAT(
      text(withMemory()),
      HasSubstr("\nmemory  3 of 6 instructions touch it, 4 times: 1 in the "
                "frame, 2 in globals and constants, 1 at\n"
                "addresses that only run time knows\n"));
  EXPECT_THAT(text(withMemory()), HasSubstr("counter   "));
  EXPECT_THAT(text(withMemory()),
              HasSubstr("read, write  4, 8  0x555555558010  0x7010\n"));
  EXPECT_THAT(text(withMemory()),
              HasSubstr("*p: only the caller knows where p points"));
  EXPECT_THAT(text(withMemory()), Not(HasSubstr("  saved rbp")));
}

TEST(MemoryText, EachWhereAskedFor) {
  std::string Text = text(withMemory(), MemoryDetail::All);
  EXPECT_THAT(Text, HasSubstr("push rbp"));
  EXPECT_THAT(Text, HasSubstr("saved rbp"));
  EXPECT_THAT(Text, HasSubstr("0x7ffffffef000  0x6000"));
  EXPECT_THAT(Text, HasSubstr("TLB hit"));
}

TEST(MemoryText, AFunctionWithManyPlacesOnlyHasTotals) {
  FunctionReport F = withMemory();
  for (int I = 0; I < 40; ++I)
    F.Memory.push_back(touch(4, PlaceBase::Symbol, 8 * I, "table"));
  EXPECT_THAT(text(F), HasSubstr("--show=memory lists each"));
  EXPECT_THAT(text(F), Not(HasSubstr("table ")));
}

TEST(MemoryText, AllInTheFrameIsOneLine) {
  FunctionReport F = withMemory();
  F.Memory.resize(1);
  EXPECT_THAT(text(F), HasSubstr("\nmemory  1 of 6 instructions touches it: "
                                 "all in the frame\n"));
}

TEST(MemoryText, LargeFramesShowTheirPages) {
  FunctionReport F = withMemory();
  for (unsigned I = 0; I < 3; ++I)
    F.Stack.Pages.push_back({.Page = VirtualAddress(0x7ffffffef000 - 4096 * I),
                             .Bytes = I ? 4096u : 16u});
  F.Stack.Pages[1].FirstTouch = InstructionId(2);
  F.Stack.Pages[1].IsProbe = true;
  F.Stack.ToLimit = 8 << 20;
  std::string Text = text(F);
  EXPECT_THAT(Text, HasSubstr("the frame covers 3 pages\n"));
  EXPECT_THAT(Text, HasSubstr("(stack probe)"));
  EXPECT_THAT(Text, HasSubstr("by no instruction of its own"));
  EXPECT_THAT(Text, HasSubstr("8192 KiB are left to the stack's limit"));
  F.Stack.Pages.resize(2);
  F.Stack.Pages[1].IsProbe = false;
  EXPECT_THAT(text(F), Not(HasSubstr("the frame covers")));
  F.Stack.ToLimit = -4096;
  EXPECT_THAT(text(F), HasSubstr("4096 bytes beyond the stack's limit"));
}

TEST(MemoryText, HeapCalls) {
  FunctionReport F = withMemory();
  F.HeapCalls = {{.Function = "malloc",
                  .Position = at(6, 12),
                  .Bytes = 16,
                  .PointerName = "p",
                  .Address = VirtualAddress(0x5555555592a0),
                  .Effect = "p lives in the frame, the block on the heap"}};
  EXPECT_THAT(text(F),
              HasSubstr("\nheap\n  6:12  malloc, 16 bytes: p -> "
                        "0x5555555592a0\n      p lives in the frame, the "
                        "block on the heap.\n"));
  F.HeapCalls.resize(9, F.HeapCalls[0]);
  EXPECT_THAT(text(F), Not(HasSubstr("lives in the frame")));
  EXPECT_THAT(text(F, MemoryDetail::All), HasSubstr("lives in the frame"));
}

TEST(MemoryText, JsonRefersToInstructionsByAddress) {
  ReportDocument D = sampleReport();
  D.Units[0].Functions = {withMemory()};
  D.Units[0].Image.Symbols = {{.Name = "counter"}};
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderJson(D, OS);
  llvm::json::Value V = cantFail(llvm::json::parse(Text));
  const llvm::json::Object &F =
      *(*(*V.getAsObject()->getArray("units"))[0].getAsObject()->getArray(
          "functions"))[0]
           .getAsObject();
  const llvm::json::Array &Memory = *F.getArray("memory");
  ASSERT_EQ(Memory.size(), 4u);
  const llvm::json::Object &Global = *Memory[1].getAsObject();
  EXPECT_EQ(Global.getInteger("address"), 4);
  EXPECT_EQ(Global.getString("symbol"), "counter");
  EXPECT_EQ((*Global.getArray("walks"))[0].getAsObject()->getString(
                "physicalAddress"),
            "0x7010");
  const llvm::json::Object &Pointer = *Memory[3].getAsObject();
  EXPECT_EQ(Pointer.getString("base"), "unknown");
  EXPECT_EQ(Pointer.getString("why"), "only the caller knows where p points");
  EXPECT_EQ(Pointer.get("walks"), nullptr);
}

} // namespace
