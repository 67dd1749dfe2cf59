//===- FindingsText.cpp - Findings as clang prints diagnostics ------------===//

#include "Render/FindingWords.h"
#include "Render/Text.h"
#include "Support/Markup.h"
#include "Support/SourceLines.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <set>

using namespace framewalk;

namespace {

/// Of a line so many columns are shown, with the caret in sight.
constexpr size_t MostCode = 160;

class Printer {
public:
  Printer(const TranslationUnitReport &Unit, llvm::raw_ostream &OS,
          const TextOptions &Options)
      : Unit(Unit), OS(OS), Options(Options) {}

  void finding(const Finding &F) {
    bool IsNote = F.Level == Severity::Note;
    message(F.Position, IsNote ? "remark: " : "warning: ",
            IsNote ? Style::Note : Style::Warning,
            StyledText(F.Message, Style::Strong)
                .add(fmt::format(" [{}]", F.RuleId), Style::Dim));
    excerpt(F.Position, F.PositionEnd, Style::Warning);
    bool IsToldAlready = !isFirst(F);
    for (const Sentence &S : sentencesOf(F)) {
      if (IsToldAlready && S.Kind == SentenceKind::Place)
        continue;
      message(S.Position, "note: ", Style::Note, S.Text);
      if (S.Kind == SentenceKind::Place || S.Kind == SentenceKind::Step)
        excerpt(S.Position, S.End, Style::Note);
    }
    for (const FixHint &Fix : F.Fixes)
      fix(Fix);
  }

private:
  /// Several findings may be about one object.
  bool isFirst(const Finding &F) {
    return !F.Place || Objects.insert({F.Declared, F.Variable}).second;
  }

  void print(StyledText Line) {
    Markup M;
    M.heading(std::move(Line));
    M.print(OS, {.Width = Options.Width, .Color = Options.Color});
  }

  void message(const SourcePosition &P, std::string Severity, Style Role,
               const StyledText &Text) {
    StyledText Line(
        P.isValid()
            ? fmt::format("{}:{}:{}: ", Unit.fileName(P.File), P.Line, P.Column)
            : Unit.Source + ": ",
        Style::Strong);
    Line.add(std::move(Severity), Role).append(Text);
    print(std::move(Line));
  }

  /// The source line and what stands below it, from \p P on.
  void below(const SourcePosition &P, std::string Mark, Style Role) {
    std::string Code(Lines.line(Unit.fileName(P.File), P.Line));
    if (Code.empty() || P.Column == 0 || P.Column > Code.size() + 1)
      return;
    size_t At = P.Column - 1;
    for (char &C : Code)
      if (C == '\t')
        C = ' '; // so that the caret lands under its character
    if (Code.size() > MostCode) {
      if (At > MostCode / 2) {
        size_t Cut = At - MostCode / 2;
        while (Cut < At && (Code[Cut] & 0xc0) == 0x80)
          ++Cut; // inside of a character
        Code = "..." + Code.substr(Cut);
        At = At - Cut + 3;
      }
      size_t End = std::max(MostCode, At + 1);
      while (End < Code.size() && (Code[End] & 0xc0) == 0x80)
        ++End;
      Code.resize(std::min(End, Code.size()));
    }
    unsigned Before = displayWidth(std::string_view(Code).substr(0, At));
    print(StyledText(fmt::format("{:>5} | ", P.Line), Style::Dim)
              .add(std::move(Code)));
    print(StyledText("      | ", Style::Dim)
              .add(std::string(Before, ' '))
              .add(std::move(Mark), Role));
  }

  /// The line, with what is meant in it underlined.
  void excerpt(const SourcePosition &P, const SourcePosition &End, Style Role) {
    if (!P.isValid())
      return;
    std::string_view Code = Lines.line(Unit.fileName(P.File), P.Line);
    size_t Length = 1;
    if (End.isValid() && End.Line == P.Line && End.Column > P.Column)
      Length = displayWidth(Code.substr(
          std::min<size_t>(P.Column - 1, Code.size()), End.Column - P.Column));
    else if (End.isValid() && End.Line > P.Line && P.Column <= Code.size())
      Length = displayWidth(Code.substr(P.Column - 1));
    below(P, "^" + std::string(Length ? Length - 1 : 0, '~'), Role);
  }

  void fix(const FixHint &Fix) {
    if (Fix.Edits.empty())
      return;
    message(Fix.Edits.front().Begin, "note: ", Style::Note,
            "fix: " + Fix.Title);
    for (const TextEdit &E : Fix.Edits) {
      bool IsOneLine = E.Begin.Line == E.End.Line;
      size_t Behind =
          IsOneLine
              ? E.End.Column
              : Lines.line(Unit.fileName(E.Begin.File), E.Begin.Line).size() +
                    1;
      size_t Removed = Behind - std::min<size_t>(Behind, E.Begin.Column);
      below(E.Begin,
            E.Replacement.empty()
                ? std::string(Removed, '~')
                : llvm::StringRef(E.Replacement).rtrim().str(),
            Style::Note);
    }
  }

  const TranslationUnitReport &Unit;
  llvm::raw_ostream &OS;
  const TextOptions &Options;
  SourceLines Lines;
  std::set<std::pair<SourcePosition, std::string>> Objects;
};

} // namespace

void framewalk::renderFindings(const TranslationUnitReport &Unit,
                               llvm::raw_ostream &OS,
                               const TextOptions &Options) {
  std::vector<const Finding *> All;
  for (const Finding &F : Unit.Findings)
    All.push_back(&F);
  renderFindings(Unit, All, OS, Options);
}

void framewalk::renderFindings(const TranslationUnitReport &Unit,
                               const std::vector<const Finding *> &Findings,
                               llvm::raw_ostream &OS,
                               const TextOptions &Options) {
  Printer P(Unit, OS, Options);
  for (const Finding *F : Findings)
    P.finding(*F);
}
