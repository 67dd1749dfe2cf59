//===- HtmlTest.cpp - The page's HTML; tests/browser has the rest ---------===//

#include "Render/Html.h"

#include "Render/HtmlAnchors.h"
#include "Render/HtmlData.h"
#include "Render/HtmlSource.h"
#include "Render/HtmlText.h"

#include "SampleReport.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "llvm/Support/Base64.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include <fstream>

using namespace framewalk;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string html(std::string_view Text) {
  std::string Written;
  llvm::raw_string_ostream(Written) << escaped(Text);
  return Written;
}

std::string render(const ReportDocument &D, HtmlOptions Options = {}) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  renderHtml(D, OS, Options);
  return Text;
}

std::string unpacked(const std::string &Packed) {
  std::vector<char> Bytes;
  llvm::cantFail(llvm::decodeBase64(Packed, Bytes));
  llvm::SmallVector<uint8_t, 0> Text;
  llvm::cantFail(llvm::compression::zlib::decompress(
      llvm::ArrayRef(reinterpret_cast<uint8_t *>(Bytes.data()), Bytes.size()),
      Text, 1 << 20));
  return std::string(Text.begin(), Text.end());
}

TEST(HtmlText, MarkupIsText) {
  EXPECT_EQ(html("</script><b a=\"&amp;\">"),
            "&lt;/script>&lt;b a=&quot;&amp;amp;&quot;>");
}

TEST(HtmlText, ControlsAreSeen) {
  EXPECT_EQ(visibleText(std::string_view("a\0b\x1b\x7f\r", 6)),
            "a\u2400b\u241b\u2421\u240d");
  EXPECT_EQ(visibleText("\t\n"), "\t\n");
}

TEST(HtmlText, DirectionControlsAreArrows) {
  for (const char *Control :
       {"\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"})
    EXPECT_EQ(visibleText(Control), "\u2194");
  // Their neighbours are not.
  for (const char *Other : {"\u061b", "\u200d", "\u2010", "\u2029", "\u202f",
                            "\u2065", "\u206a", "\u05d0"})
    EXPECT_EQ(visibleText(Other), Other);
}

TEST(HtmlText, WhatIsNotUtf8IsReplaced) {
  EXPECT_EQ(visibleText("a\xe9z"), "a\ufffdz");
  EXPECT_EQ(visibleText("\xe2"), "\ufffd"); // the begin of a control
}

TEST(HtmlText, PackedIsZlibInBase64) {
  EXPECT_EQ(unpacked(packed("[1,2,3]")), "[1,2,3]");
}

TEST(HtmlAnchors, AreDifferentAndPlain) {
  ReportDocument D = sampleReport();
  TranslationUnitReport &U = D.Units[0];
  auto Add = [&](std::string Name) {
    FunctionReport &F = U.Functions.emplace_back();
    F.LinkageName = "symbol of " + Name;
    F.Name = std::move(Name);
  };
  U.Functions.clear();
  for (const char *Name : {"f", "f", "ns::f<int>", "\u05d0", "unit0",
                           "finding1", "operator<", "a b\"'<script>"})
    Add(Name);
  D.Units.push_back(U); // the same names in another file
  std::vector<UnitAnchors> All = makeAnchors(D);
  std::set<std::string_view> Seen;
  for (const UnitAnchors &Anchors : All)
    for (size_t I = 0; I < D.Units[0].Functions.size(); ++I) {
      std::string_view A = Anchors.of(I);
      EXPECT_TRUE(Seen.insert(A).second) << A;
      EXPECT_EQ(A.find_first_of("<>\"'& /#%"), A.npos) << A;
    }
  EXPECT_EQ(All[0].of(0), "f");
  EXPECT_EQ(All[0].of(2), "ns::f-int");
  EXPECT_EQ(All[0].of("symbol of ns::f<int>", ""), "ns::f-int");
  EXPECT_EQ(All[1].of("", "f"), All[1].of(0));
  EXPECT_EQ(All[0].of("", "no such function"), "");
}

/// A file of \p Count lines and functions with bodies at the given lines.
class Divided {
public:
  Divided(uint32_t Count, std::vector<std::pair<uint32_t, uint32_t>> Bodies) {
    Path = testing::TempDir() + "framewalk-divided.c";
    std::ofstream File(Path);
    for (uint32_t I = 1; I <= Count; ++I)
      File << (I % 7 == 0 ? "\n" : "text\n");
    File.close();
    Unit.Source = Path;
    Unit.Files = {Path};
    for (auto [Begin, End] : Bodies) {
      FunctionReport &F = Unit.Functions.emplace_back();
      F.Position = at(Begin, 1);
      F.Body = {at(Begin, 9), at(End, 1)};
    }
    SourceLines Lines;
    SourceDivider Divider(Unit, Lines);
    for (size_t I = 0; I < Unit.Functions.size(); ++I)
      Parts.push_back(
          Divider.next(Unit.Functions[I], I + 1 == Unit.Functions.size()));
  }

  std::string Path;
  TranslationUnitReport Unit;
  std::vector<SourceParts> Parts;
};

TEST(HtmlSource, EachLineIsInOnePart) {
  Divided D(300, {{3, 9}, {40, 60}, {62, 62}, {200, 290}});
  uint32_t Next = 1;
  for (const SourceParts &P : D.Parts)
    for (LineRange R : {P.Folded, P.Shown, P.After})
      if (!R.empty()) {
        EXPECT_EQ(R.Begin, Next);
        Next = R.End;
      }
  EXPECT_EQ(Next, 301u);
  EXPECT_TRUE(D.Parts[0].Folded.empty()); // two lines are not worth it
  EXPECT_EQ(D.Parts[1].Shown.Begin, 36u); // what follows the empty line 35
}

TEST(HtmlSource, AFunctionInAnotherKeepsItsLines) {
  Divided D(100, {{10, 50}, {20, 30}});
  EXPECT_EQ(D.Parts[1].Shown.Begin, 20u);
  EXPECT_EQ(D.Parts[1].Shown.End, 31u);
  EXPECT_EQ(D.Parts[1].After.Begin, 51u);
}

TEST(Html, HoldsAllByItself) {
  std::string Page = render(sampleReport());
  EXPECT_THAT(Page, HasSubstr("<article id=\"sum\""));
  EXPECT_THAT(Page, HasSubstr("<td>\u221221<td>\u22125<td>1<td><b>c</b>"));
  EXPECT_THAT(Page, HasSubstr("default-src 'none'; style-src 'sha256-"));
  EXPECT_THAT(Page, Not(HasSubstr("<link")));
  EXPECT_EQ(Page, render(sampleReport()));
}

TEST(Html, OrNothingInline) {
  std::string Page = render(sampleReport(), {.ExternalAssets = true});
  EXPECT_THAT(Page, HasSubstr("<link rel=\"stylesheet\" href=\"report.css\">"));
  EXPECT_THAT(Page, HasSubstr("<script src=\"report.js\"></script>"));
  EXPECT_THAT(Page, Not(HasSubstr("<style")));
  EXPECT_THAT(Page, Not(HasSubstr("style=")));
}

TEST(Html, DataIsJson) {
  ReportDocument D = sampleReport();
  const TranslationUnitReport &U = D.Units[0];
  SourceLines Lines;
  SharedTexts Texts;
  std::string Data = functionData(U, U.Functions[0], Lines, Texts);
  auto F = llvm::json::parse(Data);
  ASSERT_TRUE(bool(F)) << llvm::toString(F.takeError());
  EXPECT_EQ(F->getAsObject()->getArray("slots")->size(),
            U.Functions[0].Frame.slots().size());
  auto Unit = llvm::json::parse(unitData(U, makeAnchors(D)[0], Lines, Texts));
  ASSERT_TRUE(bool(Unit)) << llvm::toString(Unit.takeError());
  EXPECT_EQ(Unit->getAsObject()->getArray("texts")->size(), Texts.all().size());
}

TEST(Html, AnEmptyDocumentIsAPage) {
  EXPECT_THAT(render({}), HasSubstr("</html>"));
}

} // namespace
