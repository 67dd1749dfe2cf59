//===- HeapCallJoinerTest.cpp ---------------------------------------------===//
#include "Layout/HeapCallJoiner.h"

#include "LinkCase.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using namespace framewalk::test;
using testing::HasSubstr;

namespace {

struct HeapCase : LinkCase {
  void fact(std::string Function, uint32_t Line,
            std::optional<VariableId> Pointer = std::nullopt,
            std::optional<VariableId> Storage = std::nullopt) {
    HeapCallFact F;
    F.Function = std::move(Function);
    F.Position = at(Line, 7);
    F.Candidates = {at(Line, 9), at(Line, 7)};
    F.Type = "T";
    F.Bytes = 16;
    F.Pointer = Pointer;
    F.Storage = Storage;
    Facts.HeapCalls.push_back(std::move(F));
  }

  /// Every call in the code is one of a heap function, by name.
  void join(std::vector<std::string> Functions) {
    for (uint32_t I = 0; I < Frame.Instructions.size(); ++I)
      if (Frame.Instructions[I].Kind == InstructionKind::Call &&
          Calls.size() < Functions.size()) {
        HeapCall C;
        C.Function = Functions[Calls.size()];
        C.Instruction = InstructionId(I);
        Calls.push_back(std::move(C));
      }
    joinHeapCalls(Facts, Frame, Built, Instructions, Calls);
  }

  std::vector<HeapCall> Calls;
};

TEST(HeapCallJoiner, CodeGetsTheSourcesWordsAndPlaces) {
  HeapCase C;
  VariableId P = C.local("p", 8);
  C.fact("new[] (nothrow)", 3, P);
  C.fact("delete[]", 4, P);
  C.code("call f  ; at 3:9\n call f  ; at 4:7\n call f  ; at 8:1\n");
  C.join({"operator new[]", "operator delete[]", "malloc"});
  ASSERT_EQ(C.Calls.size(), 3u);
  EXPECT_EQ(C.Calls[0].Function, "new[] (nothrow)");
  EXPECT_EQ(C.Calls[0].Position, C.at(3, 7));
  EXPECT_EQ(C.Calls[0].PointerName, "p");
  EXPECT_EQ(C.Calls[0].PointerSlot, C.built(P).Slots[0]);
  EXPECT_EQ(C.Calls[1].Function, "delete[]");
  EXPECT_EQ(C.Calls[2].Function, "malloc");
  EXPECT_EQ(C.Calls[2].Position, C.at(8, 1));
}

TEST(HeapCallJoiner, ReleaseAtANewIsForConstructorsThatThrow) {
  HeapCase C;
  C.fact("new", 3);
  C.code("call f  ; at 3:9\n call f  ; at 3:7\n");
  C.join({"operator new", "operator delete"});
  ASSERT_EQ(C.Calls.size(), 2u);
  EXPECT_EQ(C.Calls[0].Function, "new");
  EXPECT_EQ(C.Calls[1].Function, "operator delete, if the constructor throws");
}

TEST(HeapCallJoiner, PlacementNewHasNoCall) {
  HeapCase C;
  VariableId Buffer = C.local("buf", 32);
  VariableId P = C.local("p", 8);
  C.fact("placement new", 3, P, Buffer);
  C.fact("placement new", 4, P);
  C.code("nop  ; at 3:9\n");
  C.join({});
  ASSERT_EQ(C.Calls.size(), 2u);
  EXPECT_FALSE(C.Calls[0].Instruction);
  EXPECT_THAT(C.Calls[0].Effect,
              HasSubstr("allocates nothing: the T of 16 bytes is made in "
                        "`buf`, which lives here in the frame, at rbp-"));
  EXPECT_THAT(C.Calls[1].Effect, HasSubstr("lives where the pointer says"));
}

TEST(HeapCallJoiner, RemovedOnlyWhereCodeIsOptimisedAndNoCallMayBeIt) {
  for (bool IsOptimised : {false, true}) {
    HeapCase C;
    C.IsOptimised = IsOptimised;
    C.fact("new", 3);
    C.code("nop\n");
    C.Frame.IsOptimised = IsOptimised;
    C.join({});
    ASSERT_EQ(C.Calls.size(), IsOptimised ? 1u : 0u);
    if (IsOptimised)
      EXPECT_THAT(C.Calls[0].Effect, HasSubstr("clang removed"));
  }
  // A call that lost its place may be this one's.
  HeapCase C;
  C.fact("new", 3);
  C.code("call f\n");
  C.Frame.IsOptimised = true;
  C.join({"operator new"});
  EXPECT_EQ(C.Calls.size(), 1u);
  // And so may one that is there, but is not known for a heap function.
  HeapCase D;
  D.fact("malloc", 3);
  D.code("call f  ; at 3:7\n");
  D.Frame.IsOptimised = true;
  D.join({});
  EXPECT_EQ(D.Calls.size(), 0u);
}

TEST(HeapCallJoiner, CallocMayBeAMallocAndItsMemset) {
  HeapCase C;
  C.fact("malloc", 3);
  C.code("call f  ; at 3:7\n");
  C.Frame.IsOptimised = true;
  C.join({"calloc"});
  ASSERT_EQ(C.Calls.size(), 1u);
  EXPECT_EQ(C.Calls[0].Function, "calloc");
  EXPECT_EQ(C.Calls[0].Position, C.at(3, 7));
}

} // namespace
