//===- FindingsTest.cpp - Diagnostics and what can be done about them -----===//

#include "Lsp/TestDocument.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace framewalk;
using llvm::lsp::Position;
using llvm::lsp::Range;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

constexpr const char *Dangling = "char *name(void) {\n"
                                 "  char $decl^buf[16];\n"
                                 "  char *p = buf; *p = 'x';\n"
                                 "  return $finding^p;\n"
                                 "}\n";

std::vector<protocol::CodeAction> actionsAt(const TestDocument &D,
                                            const std::string &Mark) {
  return codeActions(D.view(), Range(D.at(Mark)), {}, D.Options, D.Client);
}

/// The document after \p Action, analysed.
std::unique_ptr<TestDocument> after(const TestDocument &D,
                                    const protocol::CodeAction &Action,
                                    std::string_view Suffix = "c") {
  if (!Action.edit || Action.edit->changes.size() != 1)
    return nullptr;
  return std::make_unique<TestDocument>(
      applied(D.text(), Action.edit->changes.begin()->second),
      std::vector<std::string>{"-O0", "-g"}, Suffix);
}

TEST(Diagnostics, AFindingWithItsStory) {
  TestDocument D(Dangling);
  const auto All = D.diagnostics();
  ASSERT_THAT(All, SizeIs(1));
  const protocol::Diagnostic &Found = All[0];
  EXPECT_EQ(Found.range.start, D.at("finding"));
  EXPECT_EQ(Found.code, "framewalk-dangling-return");
  EXPECT_EQ(Found.source, "framewalk");
  EXPECT_EQ(Found.severity, llvm::lsp::DiagnosticSeverity::Warning);
  ASSERT_TRUE(Found.relatedInformation);
  std::string Story;
  for (const auto &Related : *Found.relatedInformation) {
    EXPECT_EQ(Related.location.uri.file(), D.path());
    Story += Related.message + "\n";
  }
  EXPECT_EQ(Found.relatedInformation->front().location.range.start,
            D.at("decl"));
  EXPECT_THAT(Story, HasSubstr("'buf' is 16 bytes at [rbp-0x10]"));
  EXPECT_THAT(Story, HasSubstr("dies here"));
  EXPECT_THAT(Story, HasSubstr("a read returns"));
}

TEST(Diagnostics, TheStoryForClientsWithoutRelatedInformation) {
  TestDocument D(Dangling);
  D.Client.RelatedInformation = false;
  const auto All = D.diagnostics();
  ASSERT_THAT(All, SizeIs(1));
  EXPECT_FALSE(All[0].relatedInformation);
  EXPECT_THAT(All[0].message, HasSubstr("\n2:8: 'buf' is 16 bytes"));
}

TEST(Diagnostics, CanBeSwitchedOff) {
  TestDocument D(Dangling);
  D.Options.Findings = false;
  EXPECT_THAT(D.diagnostics(), IsEmpty());
  EXPECT_THAT(actionsAt(D, "finding"), IsEmpty());
}

TEST(Diagnostics, ClangsErrorsAreNotRepeated) {
  TestDocument D("int f(void) { return undeclared; }\n"
                 "int g(void) { return other; }\n");
  const auto All = D.diagnostics();
  ASSERT_THAT(All, SizeIs(1)) << "one hint that there are no frames";
  EXPECT_EQ(All[0].severity, llvm::lsp::DiagnosticSeverity::Hint);
  EXPECT_THAT(All[0].message, HasSubstr("no frames"));
  EXPECT_EQ(All[0].range.start, Position(0, 21));
}

TEST(Diagnostics, OfAnOlderTextAreMarked) {
  TestDocument D(Dangling);
  const auto All =
      diagnostics(D.keptView("\n" + D.text() + "int x\n"), D.Options, D.Client)
          .front()
          .diagnostics;
  ASSERT_THAT(All, SizeIs(1));
  EXPECT_EQ(All[0].range.start.line, D.at("finding").line + 1);
  EXPECT_THAT(All[0].message, HasSubstr("as of the last version"));
}

TEST(CodeActions, TheFixEndsTheFinding) {
  TestDocument D(Dangling);
  const auto Actions = actionsAt(D, "finding");
  ASSERT_THAT(Actions, SizeIs(testing::Ge(2)));
  EXPECT_TRUE(Actions[0].isPreferred);
  EXPECT_EQ(Actions[0].kind, "quickfix");
  ASSERT_THAT(Actions[0].diagnostics, SizeIs(1));
  EXPECT_EQ(Actions[0].diagnostics[0].code, "framewalk-dangling-return");
  for (const protocol::CodeAction &A : Actions) {
    EXPECT_THAT(A.title, testing::StartsWith("framewalk: "));
    auto Fixed = after(D, A);
    ASSERT_TRUE(Fixed) << A.title;
    EXPECT_THAT(Fixed->diagnostics(), IsEmpty()) << A.title << "\n"
                                                 << Fixed->text();
  }
}

TEST(CodeActions, AtTheFindingOnly) {
  TestDocument D(Dangling);
  EXPECT_THAT(actionsAt(D, "decl"), IsEmpty());
  EXPECT_THAT(codeActions(D.view(), Range(D.at("finding")), {"refactor"},
                          D.Options, D.Client),
              IsEmpty());
  EXPECT_THAT(codeActions(D.view(), Range(D.at("finding")), {"quickfix"},
                          D.Options, D.Client),
              testing::Not(IsEmpty()));
}

TEST(CodeActions, NoneForClientsThatTakeCommandsOnly) {
  TestDocument D(Dangling);
  D.Client.CodeActionLiterals = false;
  EXPECT_THAT(actionsAt(D, "finding"), IsEmpty());
}

TEST(CodeActions, NoneWhereTheTextDoesNotCompile) {
  TestDocument D(Dangling);
  EXPECT_THAT(codeActions(D.keptView(D.text() + "x"), Range(D.at("finding")),
                          {}, D.Options, D.Client),
              IsEmpty());
}

/// What the line of the finding may look like.
class Suppression : public testing::TestWithParam<const char *> {};

TEST_P(Suppression, HidesTheFindingAndNothingElse) {
  TestDocument D(GetParam(), {"-O0", "-g"}, "cpp");
  ASSERT_THAT(D.diagnostics(), SizeIs(1));
  const auto Actions = actionsAt(D, "f");
  ASSERT_THAT(Actions, testing::Not(IsEmpty()));
  const protocol::CodeAction &Last = Actions.back();
  EXPECT_THAT(Last.title, HasSubstr("NOLINT(framewalk-dangling-return)"));
  EXPECT_FALSE(Last.isPreferred && Actions.size() > 1);
  auto Suppressed = after(D, Last, "cpp");
  ASSERT_TRUE(Suppressed);
  EXPECT_THAT(Suppressed->diagnostics(), IsEmpty()) << Suppressed->text();
  EXPECT_THAT(Suppressed->view().report().Suppressed, SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(
    Lines, Suppression,
    testing::Values(
        "int *p() { int x = 1; int *q = &x; return $f^q; }\n",
        "int *p() {\n  int x = 1; int *q = &x;\n  return $f^q; // why\n}\n",
        "int *p() {\n  int x = 1; int *q = &x;\n  return $f^q; /* why\n */ }\n",
        "int *p() {\n  int x = 1; int *q = &x;\n"
        "  return $f^q; // NOLINT(other)\n}\n",
        "int *p() {\n  int x = 1; int *q = &x;\n\treturn \\\n$f^q \\\n;\n}\n",
        "int *p() {\n  int x = 1; int *q = &x;\n  return $f^q; (void)R\"(\n"
        "// no comment)\";\n}\n"));

} // namespace
