//===- DebugExpressionTest.cpp - DWARF expressions in words ---------------===//
#include "Codegen/DebugExpression.h"

#include "llvm/BinaryFormat/Dwarf.h"
#include "gtest/gtest.h"

#include <vector>

using namespace framewalk;
using namespace llvm::dwarf;

namespace {

using Bytes = std::vector<uint8_t>;

ExpressionContext onRbp() {
  ExpressionContext Context;
  Context.FrameBase = "rbp";
  return Context;
}

std::string words(const Bytes &Expression,
                  const ExpressionContext &Context = onRbp()) {
  return describeLocation(Expression, Context).value_or("(static)");
}

// DWARF's numbers of registers: 0 rax, 3 rbx, 5 rdi, 6 rbp, 7 rsp.

TEST(DebugExpression, RegistersAndMemory) {
  EXPECT_EQ(words({DW_OP_reg0}), "rax");
  EXPECT_EQ(words({DW_OP_regx, 17}), "xmm0");
  EXPECT_EQ(words({DW_OP_fbreg, 0x6c}), "[rbp-0x14]");
  EXPECT_EQ(words({DW_OP_breg7, 8}), "[rsp+0x8]");
  EXPECT_EQ(words({DW_OP_breg3, 0}), "[rbx]");
}

TEST(DebugExpression, RegisterNumbersOfI386Differ) {
  ExpressionContext Context;
  Context.AddressSize = 4;
  EXPECT_EQ(words({DW_OP_reg4}, Context), "esp");
  EXPECT_EQ(words({DW_OP_reg5}, Context), "ebp");
  EXPECT_EQ(words({DW_OP_regx, 21}, Context), "xmm0");
}

TEST(DebugExpression, FrameBaseOnTheCfa) {
  ExpressionContext Context;
  readFrameBase(Bytes{DW_OP_call_frame_cfa}, Context);
  EXPECT_EQ(words({DW_OP_fbreg, 0x68}, Context), "[CFA-0x18]");
  readFrameBase(Bytes{DW_OP_call_frame_cfa, DW_OP_consts, 0x60, DW_OP_plus},
                Context);
  EXPECT_EQ(words({DW_OP_fbreg, 8}, Context), "[CFA-0x18]");
  readFrameBase(Bytes{DW_OP_reg7}, Context);
  EXPECT_EQ(words({DW_OP_fbreg, 8}, Context), "[rsp+0x8]");
}

TEST(DebugExpression, AFrameBaseThatIsTooHardGivesNoWrongPlace) {
  ExpressionContext Context;
  readFrameBase(Bytes{DW_OP_breg7, 0, DW_OP_deref}, Context);
  EXPECT_EQ(words({DW_OP_fbreg, 8}, Context), "computed (DW_OP_fbreg)");
}

TEST(DebugExpression, ThroughAPointer) {
  EXPECT_EQ(words({DW_OP_fbreg, 0x6c, DW_OP_deref}), "[[rbp-0x14]]");
  EXPECT_EQ(words({DW_OP_breg7, 8, DW_OP_deref, DW_OP_plus_uconst, 32}),
            "[[rsp+0x8]+0x20]");
}

TEST(DebugExpression, Values) {
  EXPECT_EQ(words({DW_OP_lit5, DW_OP_stack_value}), "constant 5");
  EXPECT_EQ(words({DW_OP_consts, 0x7f, DW_OP_stack_value}), "constant -1");
  EXPECT_EQ(words({DW_OP_breg5, 1, DW_OP_stack_value}), "value: rdi + 1");
  EXPECT_EQ(words({DW_OP_breg5, 0x7e, DW_OP_stack_value}), "value: rdi - 2");
  EXPECT_EQ(words({DW_OP_breg5, 0, DW_OP_lit4, DW_OP_shl, DW_OP_stack_value}),
            "value: rdi << 4");
  EXPECT_EQ(words({DW_OP_breg5, 0, DW_OP_breg3, 1, DW_OP_mul, DW_OP_lit7,
                   DW_OP_plus, DW_OP_stack_value}),
            "value: rdi * (rbx + 1) + 7");
  EXPECT_EQ(words({DW_OP_breg5, 0, DW_OP_constu, 0xff, 0x01, DW_OP_and,
                   DW_OP_stack_value}),
            "value: rdi & 0xff");
  EXPECT_EQ(words({DW_OP_fbreg, 0x6c, DW_OP_deref_size, 4, DW_OP_stack_value}),
            "value: dword [rbp-0x14]");
}

TEST(DebugExpression, AddressesOfTheFrameAreValuesToo) {
  EXPECT_EQ(words({DW_OP_fbreg, 0x6c, DW_OP_stack_value}),
            "address of [rbp-0x14]");
}

TEST(DebugExpression, EntryValues) {
  EXPECT_EQ(words({DW_OP_entry_value, 1, DW_OP_reg5, DW_OP_stack_value}),
            "what rdi was at entry");
  EXPECT_EQ(words({DW_OP_entry_value, 1, DW_OP_reg5, DW_OP_plus_uconst, 8,
                   DW_OP_stack_value}),
            "value: rdi at entry + 8");
  EXPECT_EQ(
      words({DW_OP_entry_value, 1, DW_OP_reg5, DW_OP_deref, DW_OP_stack_value}),
      "value: [(rdi at entry)]");
}

TEST(DebugExpression, Pieces) {
  EXPECT_EQ(words({DW_OP_reg0, DW_OP_piece, 8, DW_OP_reg1, DW_OP_piece, 8}),
            "bytes 0-7: rax; bytes 8-15: rdx");
  EXPECT_EQ(words({DW_OP_piece, 4, DW_OP_reg0, DW_OP_piece, 1}),
            "bytes 0-3: optimised out; byte 4: rax");
  EXPECT_EQ(words({DW_OP_reg0, DW_OP_bit_piece, 3, 0}), "bits 0-2: rax");
  EXPECT_EQ(words({DW_OP_piece, 8}), "optimised out");
}

TEST(DebugExpression, NothingIsOptimisedOut) {
  EXPECT_EQ(words({}), "optimised out");
}

TEST(DebugExpression, StaticStorageIsNoFramePlace) {
  EXPECT_EQ(words({DW_OP_addrx, 0}), "(static)");
  EXPECT_EQ(words({DW_OP_const8u, 0, 0, 0, 0, 0, 0, 0, 0,
                   DW_OP_GNU_push_tls_address}),
            "(static)");
}

TEST(DebugExpression, UnknownOperationsAreNotGuessedAt) {
  EXPECT_EQ(words({DW_OP_push_object_address}),
            "computed (DW_OP_push_object_address)");
  EXPECT_EQ(words({DW_OP_plus}), "computed (an empty stack)");
}

TEST(DebugExpression, ConstantsLookLikeTheirType) {
  ExpressionContext Context;
  Context.Size = 4;
  Context.Type = ConstantType::Unsigned;
  EXPECT_EQ(describeConstant(uint64_t(-1), Context), "constant 4294967295");
  Context.Type = ConstantType::Signed;
  EXPECT_EQ(describeConstant(uint64_t(0xffffffff), Context), "constant -1");
  Context.Type = ConstantType::Float;
  EXPECT_EQ(describeConstant(uint64_t(0x3fc00000), Context), "constant 1.5");
  Context.Type = ConstantType::Boolean;
  EXPECT_EQ(describeConstant(uint64_t(1), Context), "constant true");
}

} // namespace
