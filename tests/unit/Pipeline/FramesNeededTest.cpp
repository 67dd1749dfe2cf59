//===- FramesNeededTest.cpp - Code of some functions, and which -----------===//
#include "Pipeline/FramesNeeded.h"

#include "Codegen/Capture.h"
#include "Escape/Escape.h"
#include "Frontend/Compile.h"

#include "gtest/gtest.h"

#include "llvm/Support/FormatVariadic.h"

#include <map>
#include <regex>

using namespace framewalk;

namespace {

//===--- Which functions --------------------------------------------------===//

OutlinedFunction functionOf(const char *Symbol, uint64_t Bytes,
                            std::vector<uint32_t> Callees) {
  OutlinedFunction F = {
      .Symbol = Symbol, .LeastBytes = Bytes, .MostBytes = Bytes, .Calls = {}};
  for (uint32_t Callee : Callees)
    F.Calls.push_back({.Callee = Callee});
  return F;
}

std::vector<std::string> needed(const CodeOutline &Outline, const char *Owner) {
  llvm::StringSet<> Rest = framesNotNeeded(Outline, {}, {Owner});
  std::vector<std::string> Kept;
  for (const OutlinedFunction &F : Outline)
    if (!Rest.contains(F.Symbol))
      Kept.push_back(F.Symbol);
  return Kept;
}

using Symbols = std::vector<std::string>;

TEST(FramesNeeded, AreTheOwnersTheCallersAndTheNextCalls) {
  CodeOutline Outline = {functionOf("owner", 32, {1}),
                         functionOf("before", 32, {}),
                         functionOf("next", 64, {3}),
                         functionOf("covered", 64, {}),
                         functionOf("caller", 64, {1, 0, 2, 3}),
                         functionOf("later", 64, {0, 3})};
  EXPECT_EQ(needed(Outline, "owner"), (Symbols{"owner", "next", "caller"}));
}

TEST(FramesNeeded, GoDownUntilFramesCoverTheBytes) {
  CodeOutline Outline = {
      functionOf("owner", 100, {}),   functionOf("caller", 40, {0, 2}),
      functionOf("small", 40, {3}),   functionOf("smaller", 20, {4}),
      functionOf("large", 40, {5}),   functionOf("below", 40, {}),
      functionOf("caller2", 40, {0}),
  };
  EXPECT_EQ(needed(Outline, "owner"),
            (Symbols{"owner", "caller", "small", "smaller", "large"}));
}

TEST(FramesNeeded, GoUpWhereTheCallerCallsNothingMore) {
  CodeOutline Outline = {
      functionOf("owner", 16, {}), functionOf("last", 16, {0}),
      functionOf("outer", 16, {1, 3}), functionOf("next", 100, {4}),
      functionOf("deep", 16, {})};
  EXPECT_EQ(needed(Outline, "owner"),
            (Symbols{"owner", "last", "outer", "next"}));
}

TEST(FramesNeeded, AreThoseThatAreInlinedToo) {
  CodeOutline Outline = {functionOf("owner", 16, {1}),
                         functionOf("inlined", 16, {2}),
                         functionOf("called", 16, {})};
  Outline[0].Calls[0].IsInlined = true;
  EXPECT_EQ(needed(Outline, "owner"), (Symbols{"owner", "inlined"}));
}

TEST(FramesNeeded, EndInCyclesToo) {
  CodeOutline Outline = {
      functionOf("owner", 1000, {1}), functionOf("a", 8, {2, 0, 2}),
      functionOf("b", 8, {1, 0, 1}), functionOf("other", 8, {})};
  EXPECT_EQ(needed(Outline, "owner"), (Symbols{"owner", "a", "b"}));
}

TEST(FramesNeeded, KeepSymbolsThatChange) {
  CodeOutline Outline = {functionOf("owner", 8, {}),
                         functionOf("_ZZ1fvENK3$_0clEv", 8, {}),
                         functionOf("f", 8, {})};
  EXPECT_EQ(needed(Outline, "owner"), (Symbols{"owner", "_ZZ1fvENK3$_0clEv"}));
}

TEST(FramesNeeded, OfMachineCodeGoOnBehindTailCalls) {
  CodeOutline Outline = {
      functionOf("owner", 16, {}), functionOf("jumps", 16, {0, 3}),
      functionOf("outer", 16, {1, 4}), functionOf("other", 16, {}),
      functionOf("next", 100, {})};
  Outline[1].Calls[0].IsTailCall = true;
  llvm::StringSet<> Needed = framesNeeded(Outline, {}, {"owner"});
  EXPECT_EQ(Needed.size(), 4u);
  EXPECT_FALSE(Needed.contains("other"));
}

//===--- Whose bodies -----------------------------------------------------===//

Symbols bodies(const CodeOutline &Source, const CodeOutline &Machine,
               const char *Wanted) {
  llvm::StringSet<> Set;
  Set.insert(Wanted);
  Symbols Result;
  for (const auto &Each : bodiesNeeded(Source, Machine, Set))
    Result.push_back(Each.getKey().str());
  llvm::sort(Result);
  return Result;
}

TEST(BodiesNeeded, AreThoseThatAreNoLongerCalled) {
  CodeOutline Source = {
      functionOf("f", 0, {1, 2}), functionOf("called", 0, {3}),
      functionOf("inlined", 0, {3}), functionOf("leaf", 0, {})};
  CodeOutline Machine = {functionOf("f", 0, {1}), functionOf("called", 0, {}),
                         functionOf("inlined", 0, {})};
  EXPECT_EQ(bodies(Source, Machine, "f"), (Symbols{"f", "inlined", "leaf"}));
}

TEST(BodiesNeeded, AreNotOfCallsThatBecameOne) {
  CodeOutline Source = {functionOf("f", 0, {1, 1, 2, 2}),
                        functionOf("fails", 0, {3}), functionOf("small", 0, {}),
                        functionOf("prints", 0, {})};
  CodeOutline Machine = {
      functionOf("f", 0, {1, 2}), functionOf("fails", 0, {3}),
      functionOf("small", 0, {}), functionOf("prints", 0, {})};
  EXPECT_EQ(bodies(Source, Machine, "f"), (Symbols{"f", "small"}));
}

TEST(BodiesNeeded, LeadThroughFunctionsWithoutCode) {
  CodeOutline Source = {functionOf("f", 0, {1}), functionOf("gone", 0, {2, 3}),
                        functionOf("kept", 0, {}),
                        functionOf("goneToo", 0, {1})};
  CodeOutline Machine = {functionOf("f", 0, {1}), functionOf("kept", 0, {})};
  EXPECT_EQ(bodies(Source, Machine, "f"), (Symbols{"f", "gone", "goneToo"}));
}

TEST(BodiesNeeded, AreThoseOfFunctionsThatAreHandedOn) {
  CodeOutline Source = {functionOf("f", 0, {1}), functionOf("calls", 0, {}),
                        functionOf("handed", 0, {3}),
                        functionOf("leaf", 0, {})};
  Source[0].Mentioned = {2};
  CodeOutline Machine = {functionOf("f", 0, {}), functionOf("handed", 0, {})};
  EXPECT_EQ(bodies(Source, Machine, "f"),
            (Symbols{"calls", "f", "handed", "leaf"}));
}

//===--- Their frames -----------------------------------------------------===//

using FrameTexts = std::map<std::string, std::string>;

/// ".LJTI15_0", ".L.str.3" count over the whole file.
std::string withoutNumbers(std::string_view Text) {
  static const std::regex Label("\\.L[A-Za-z0-9_.$]+");
  return std::regex_replace(std::string(Text), Label, ".L");
}

/// All that is captured of each function but the bytes, which differ where an
/// address is known to the compiler or to the linker.
std::string textOf(const CapturedFrame &F) {
  std::string Text =
      llvm::formatv("{0} bytes, {1} aligned\n", F.StackSize, F.MaxAlign);
  for (const CapturedObject &O : F.Objects)
    Text += llvm::formatv("object {0} at {1}: {2} {3}\n", O.Index,
                          O.NominalOffset, O.Size, O.AllocaName);
  for (const CapturedVariable &V : F.Variables)
    Text += llvm::formatv("variable {0} in {1}\n", V.Name, V.FrameIndex);
  for (const CapturedInstruction &I : F.Instructions)
    Text +=
        llvm::formatv("{0} {1} {2}:{3}\n", I.Address, withoutNumbers(F.text(I)),
                      I.Position.Line, I.Position.Column);
  return Text;
}

/// The frames of \p Command; where \p Owner is given, with code of what it
/// needs only. \p Outline is filled.
FrameTexts framesOf(const CompileCommand &Command, const std::string &Owner,
                    CodeOutline &Outline) {
  Capture Listening(AssemblySyntax::Intel);
  CompileOptions Options;
  Options.WhenParsed = [&](auto &Instance, auto &Context, auto Replay,
                           const SourceFacts &) {
    // The outline is for those with findings: here is one.
    EscapeRequest Request = {.Doubted = {{"", 1, 1}}, .WantsOutline = true};
    EscapeResult Result;
    findEscapes(Instance, Context, Replay, Request, Result);
    Outline = std::move(Result.Outline);
  };
  Options.WantsCode = [&](const SourceFacts &Facts) {
    CodeWish Wish;
    if (!Owner.empty())
      Wish.LeftOut = framesNotNeeded(Outline, Facts, {Owner});
    return Wish;
  };
  FrameTexts Texts;
  llvm::Expected<CompileResult> Compiled = compile(Command, Options);
  if (!Compiled || Compiled->Object.empty()) {
    ADD_FAILURE() << Command.File;
    llvm::consumeError(Compiled.takeError());
    return Texts;
  }
  llvm::Expected<CapturedUnit> Unit = Listening.finish(Compiled->Object);
  if (!Unit) {
    ADD_FAILURE() << llvm::toString(Unit.takeError());
    return Texts;
  }
  for (const CapturedFrame &F : Unit->Frames)
    Texts[F.Symbol] = textOf(F);
  return Texts;
}

struct FramesCase {
  const char *File;
  std::vector<std::string> Flags;
};

class FramesAlone : public testing::TestWithParam<FramesCase> {};

TEST_P(FramesAlone, AreThoseOfTheWholeFile) {
  CompileCommand Command;
  Command.File = std::string("testdata/") + GetParam().File;
  Command.Flags = {"-g", "-w"};
  Command.Flags.insert(Command.Flags.end(), GetParam().Flags.begin(),
                       GetParam().Flags.end());
  bool IsOptimised = GetParam().Flags.back() == "-O2";
  CodeOutline Outline;
  FrameTexts Whole = framesOf(Command, "", Outline);
  ASSERT_FALSE(Whole.empty());
  size_t LeftOut = 0;
  size_t Step = std::max<size_t>(1, Outline.size() / 3);
  for (size_t I = 0; I < Outline.size(); I += Step) {
    std::string Owner = Outline[I].Symbol;
    FrameTexts Some = framesOf(Command, Owner, Outline);
    EXPECT_EQ(Some.contains(Owner), Whole.contains(Owner)) << Owner;
    LeftOut += Whole.size() - Some.size();
    for (auto &[Symbol, Text] : Some)
      EXPECT_EQ(Text, Whole[Symbol]) << Symbol << " in " << Command.File;
  }
  EXPECT_EQ(LeftOut == 0, IsOptimised);
}

INSTANTIATE_TEST_SUITE_P(
    Files, FramesAlone,
    testing::Values(
        FramesCase{"dangling/left.c", {"-O0"}},
        FramesCase{"dangling/left.c", {"-O0", "-m32"}},
        FramesCase{"dangling/scope.c", {"-O0", "-fexceptions"}},
        FramesCase{"dangling/return.c", {"-O0", "-fPIC", "-fno-plt"}},
        FramesCase{"dangling/return.c", {"-O0", "-fstack-protector-all"}},
        FramesCase{"dangling/more.c", {"-O0", "-fsanitize=address"}},
        FramesCase{"dangling/references.cpp",
                   {"-std=c++20", "-fno-exceptions", "-O0"}},
        FramesCase{"frames/11-exceptions.cpp", {"-O0"}},
        FramesCase{"dangling/return.c", {"-O2"}}));

} // namespace
