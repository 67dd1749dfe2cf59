//===- FindingsText.cpp - Findings as clang prints diagnostics ------------===//

#include "Render/Text.h"
#include "Support/Markup.h"

#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <map>

using namespace framewalk;

namespace {

/// Lines of the sources, for the excerpts below the messages.
class SourceLines {
public:
  /// The line, without its end; empty where the file cannot be read (any
  /// more).
  std::string_view get(const std::string &File, uint32_t Line) {
    auto [Found, IsNew] = Buffers.try_emplace(File);
    if (IsNew)
      if (auto Buffer = llvm::MemoryBuffer::getFile(File, /*IsText=*/false))
        Found->second = std::move(*Buffer);
    if (!Found->second)
      return "";
    std::string_view Rest = Found->second->getBuffer();
    for (uint32_t I = 1; I < Line && !Rest.empty(); ++I)
      Rest.remove_prefix(std::min(Rest.find('\n'), Rest.size() - 1) + 1);
    std::string_view Text = Rest.substr(0, Rest.find('\n'));
    if (Text.ends_with('\r'))
      Text.remove_suffix(1);
    return Text;
  }

private:
  std::map<std::string, std::unique_ptr<llvm::MemoryBuffer>> Buffers;
};

class Printer {
public:
  Printer(const TranslationUnitReport &Unit, llvm::raw_ostream &OS,
          const TextOptions &Options)
      : Unit(Unit), OS(OS), Options(Options) {}

  void finding(const Finding &F) {
    message(F.Position, "warning: ", Style::Warning,
            fmt::format("{} [{}]", F.Message, F.RuleId));
    for (const TraceStep &S : F.Trace)
      message(S.Position, "note: ", Style::Note, S.Message);
    if (F.Next)
      message(F.Position, "note: ", Style::Note, F.Next->Description,
              /*WithExcerpt=*/false);
  }

private:
  std::string fileName(FileId File) const {
    return File.Value < Unit.Files.size() ? Unit.Files[File.Value]
                                          : Unit.Source;
  }

  void message(const SourcePosition &P, std::string Severity, Style Role,
               std::string Text, bool WithExcerpt = true) {
    Markup M;
    StyledText Line(
        fmt::format("{}:{}:{}: ", fileName(P.File), P.Line, P.Column),
        Style::Strong);
    Line.add(std::move(Severity), Role)
        .add(std::move(Text),
             Role == Style::Warning ? Style::Strong : Style::Plain);
    if (!P.isValid())
      Line = StyledText(Unit.Source + ": ", Style::Strong).append(Line);
    M.heading(std::move(Line));
    if (WithExcerpt && P.isValid())
      addExcerpt(M, P);
    M.print(OS, {.Width = Options.Width, .Color = Options.Color});
  }

  void addExcerpt(Markup &M, const SourcePosition &P) {
    std::string Code(Lines.get(fileName(P.File), P.Line));
    if (Code.empty() || P.Column == 0 || P.Column > Code.size() + 1)
      return;
    for (char &C : Code)
      if (C == '\t')
        C = ' '; // so that the caret lands under its character
    unsigned Before =
        displayWidth(std::string_view(Code).substr(0, P.Column - 1));
    M.heading(StyledText(fmt::format("{:>5} | ", P.Line), Style::Dim)
                  .add(std::move(Code)));
    M.heading(StyledText("      | ", Style::Dim)
                  .add(std::string(Before, ' '))
                  .add("^", Style::Warning));
  }

  const TranslationUnitReport &Unit;
  llvm::raw_ostream &OS;
  const TextOptions &Options;
  SourceLines Lines;
};

} // namespace

void framewalk::renderFindings(const TranslationUnitReport &Unit,
                               llvm::raw_ostream &OS,
                               const TextOptions &Options) {
  Printer P(Unit, OS, Options);
  for (const Finding &F : Unit.Findings)
    P.finding(F);
}
