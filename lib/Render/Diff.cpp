//===- Diff.cpp - As text, Markdown and JSON ------------------------------===//

#include "Render/Diff.h"

#include "Render/DiffWords.h"
#include "Render/JsonMembers.h"
#include "Render/MarkdownText.h"
#include "Support/Markup.h"

#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

using namespace framewalk;

namespace {

class JsonWriter : JsonMembers {
public:
  explicit JsonWriter(llvm::json::OStream &J) : JsonMembers(J) {}

  void document(const DiffReport &Report) {
    J.object([&] {
      text("schema", "framewalk-diff/1");
      text("before", Report.BeforeName);
      text("after", Report.AfterName);
      number("same", Report.Same);
      J.attributeArray("functions", [&] {
        for (const FunctionDiff &F : Report.Functions)
          function(F);
      });
    });
  }

private:
  void size(llvm::StringRef Key, const std::optional<FrameSize> &Size) {
    if (Size)
      frameSize(Key, *Size);
    else
      null(Key);
  }

  void place(llvm::StringRef Key, const std::optional<FramePlace> &Place) {
    if (!Place)
      return null(Key);
    J.attributeObject(Key, [&] {
      valueOrNull("cfaOffset", Place->CfaOffset);
      operand(Place->Base, Place->Displacement);
      number("size", Place->Size);
    });
  }

  void function(const FunctionDiff &F) {
    J.object([&] {
      text("name", F.Name);
      text("linkageName", F.LinkageName);
      text("place", F.Place);
      size("before", F.Before);
      size("after", F.After);
      textUnlessEmpty("note", F.Note);
      J.attributeArray("bytes", [&] {
        for (const ByteChange &B : F.Bytes)
          J.object([&] {
            text("kind", name(B.Kind));
            number("before", B.Before);
            number("after", B.After);
          });
      });
      J.attributeArray("changes", [&] {
        for (const FrameChange &C : F.Changes)
          J.object([&] {
            text("change", name(C.Kind));
            text("name", C.Name);
            textUnlessEmpty("type", C.Type);
            place("before", C.Before);
            place("after", C.After);
            text("why", C.Why);
          });
      });
      number("unchanged", F.Unchanged);
    });
  }
};

Style styleOf(ChangeKind Kind) {
  return Kind == ChangeKind::Vanished ? Style::Dim : Style::Name;
}

} // namespace

void framewalk::renderDiffText(const DiffReport &Report, llvm::raw_ostream &OS,
                               const TextOptions &Options) {
  Markup M;
  M.paragraph(StyledText("before  ", Style::Dim).add(Report.BeforeName));
  M.paragraph(StyledText("after   ", Style::Dim).add(Report.AfterName));
  M.paragraph(summaryWords(Report));
  for (const FunctionDiff &F : Report.Functions) {
    M.gap();
    M.heading(StyledText(F.Name, Style::Strong),
              StyledText(F.Place, Style::Dim));
    M.paragraph(sizeChangeWords(F));
    if (std::string Bytes = byteChangeWords(F); !Bytes.empty())
      M.paragraph(std::move(Bytes));
    if (!F.Note.empty())
      M.paragraph(F.Note);
    Column What, Type, Change, Before, After, Why;
    What.MaxWidth = Type.MaxWidth = 24;
    Before.Title = "CFA before";
    After.Title = "after";
    Why.Wrap = true;
    Table T({What, Type, Change, Before, After, Why});
    for (const FrameChange &C : F.Changes)
      T.row({StyledText(C.Name, styleOf(C.Kind)),
             StyledText(elide(C.Type, Type.MaxWidth), Style::Type),
             StyledText(std::string(name(C.Kind))),
             StyledText(placeWords(C.Before)), StyledText(placeWords(C.After)),
             StyledText(C.Why)});
    if (F.Changes.empty())
      continue;
    M.gap();
    M.table(std::move(T));
    if (F.Unchanged)
      M.paragraph(StyledText(unchangedWords(F), Style::Dim), 2);
  }
  M.print(OS, {.Width = Options.Width, .Color = Options.Color});
}

void framewalk::renderDiffJson(const DiffReport &Report,
                               llvm::raw_ostream &OS) {
  llvm::json::OStream J(OS);
  JsonWriter(J).document(Report);
  OS << '\n';
}

void framewalk::renderDiffMarkdown(const DiffReport &Report,
                                   llvm::raw_ostream &OS) {
  OS << "## Frames: " << markdownCode(Report.BeforeName) << " → "
     << markdownCode(Report.AfterName) << "\n\n"
     << summaryWords(Report) << '\n';
  for (const FunctionDiff &F : Report.Functions) {
    OS << "\n### " << markdownCode(F.Name) << "\n\n"
       << markdownCode(F.Place) << ", " << sizeChangeWords(F);
    if (std::string Bytes = byteChangeWords(F); !Bytes.empty())
      OS << ": " << markdownText(Bytes);
    OS << '\n';
    if (!F.Note.empty())
      OS << "\n> " << markdownText(F.Note) << '\n';
    MarkdownTable T({"what", "type", "change", ">CFA before", ">after", "why"});
    for (const FrameChange &C : F.Changes)
      T.row({markdownCode(C.Name), markdownCode(C.Type),
             std::string(name(C.Kind)), placeWords(C.Before),
             placeWords(C.After), markdownText(C.Why)});
    if (!T.empty())
      OS << '\n' << T.text();
  }
}
