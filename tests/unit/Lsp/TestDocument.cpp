//===- TestDocument.cpp ---------------------------------------------------===//

#include "Lsp/TestDocument.h"

#include "Pipeline/Explain.h"

#include "gtest/gtest.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>

using namespace framewalk;
using llvm::lsp::Position;

static constexpr std::string_view MarkLetters = "abcdefghijklmnopqrstuvwxyz";

/// For a text of ASCII.
static Position positionOf(std::string_view Text) {
  const size_t Lines = std::count(Text.begin(), Text.end(), '\n');
  const size_t Line = Text.rfind('\n');
  return Position(int(Lines), int(Line == Text.npos ? Text.size()
                                                    : Text.size() - Line - 1));
}

static size_t offsetOf(std::string_view Text, Position P) {
  size_t At = 0;
  for (int L = 0; L < P.line; ++L)
    At = Text.find('\n', At) + 1;
  return At + size_t(P.character);
}

TestDocument::TestDocument(std::string_view Code,
                           std::vector<std::string> Flags,
                           std::string_view Suffix) {
  auto New = std::make_shared<AnalyzedUnit>();
  while (!Code.empty()) {
    const size_t Dollar = Code.find('$');
    New->Text += Code.substr(0, Dollar);
    if (Dollar == Code.npos)
      break;
    Code.remove_prefix(Dollar + 1);
    const size_t End = Code.find_first_not_of(MarkLetters);
    if (End == Code.npos || Code[End] != '^') {
      New->Text += '$'; // the code's own
      continue;
    }
    Marks[std::string(Code.substr(0, End))] = positionOf(New->Text);
    Code.remove_prefix(End + 1);
  }
  llvm::SmallString<128> Path;
  int Descriptor = -1;
  EXPECT_FALSE(llvm::sys::fs::createTemporaryFile(
      "framewalk-lsp", llvm::StringRef(Suffix), Descriptor, Path));
  llvm::raw_fd_ostream(Descriptor, /*shouldClose=*/true) << New->Text;
  New->File = std::string(Path);
  CompileCommand Command;
  Command.File = New->File;
  Command.Flags = std::move(Flags);
  llvm::Expected<ExplainResult> Result = explain(Command, {});
  if (Result)
    New->Report = std::move(Result->Report);
  else
    ADD_FAILURE() << llvm::toString(Result.takeError());
  Unit = std::move(New);
  Client.HoverFormat = llvm::lsp::MarkupKind::PlainText;
  Client.RelatedInformation = true;
  Client.CodeActionLiterals = true;
}

TestDocument::~TestDocument() { llvm::sys::fs::remove(Unit->File); }

Position TestDocument::at(const std::string &Mark) const {
  auto It = Marks.find(Mark);
  EXPECT_NE(It, Marks.end()) << "no mark " << Mark;
  return It == Marks.end() ? Position() : It->second;
}

DocumentView TestDocument::view() const {
  return DocumentView(
      Unit, llvm::cantFail(llvm::lsp::URIForFile::fromFile(Unit->File)),
      Unit->Text, Encoding);
}

DocumentView TestDocument::keptView(std::string_view NewText) const {
  return DocumentView(
      Unit, llvm::cantFail(llvm::lsp::URIForFile::fromFile(Unit->File)),
      NewText, Encoding, Freshness::Kept);
}

const FunctionReport &TestDocument::function(std::string_view Name) const {
  for (const FunctionReport &F : Unit->Report.Functions)
    if (F.Name == Name)
      return F;
  ADD_FAILURE() << "no function " << Name;
  static const FunctionReport None;
  return None;
}

std::string TestDocument::hover(const std::string &Mark) const {
  std::optional<llvm::lsp::Hover> Hover =
      hoverAt(view(), at(Mark), Options, Client);
  return Hover ? Hover->contents.value : std::string();
}

std::vector<protocol::Diagnostic> TestDocument::diagnostics() const {
  return framewalk::diagnostics(view(), Options, Client).front().diagnostics;
}

std::map<std::string, std::string> TestDocument::hints() const {
  std::map<std::string, std::string> Labels;
  const llvm::lsp::Range All(Position(0, 0), Position(1 << 20, 0));
  for (const protocol::InlayHint &H : inlayHints(view(), All, Options)) {
    const size_t End = offsetOf(Unit->Text, H.position);
    size_t Begin = End;
    while (Begin > 0 &&
           (isalnum(Unit->Text[Begin - 1]) || Unit->Text[Begin - 1] == '_'))
      --Begin;
    Labels[Unit->Text.substr(Begin, End - Begin)] = H.label;
  }
  return Labels;
}

std::string framewalk::applied(const std::string &Text,
                               const std::vector<llvm::lsp::TextEdit> &Edits) {
  std::vector<llvm::lsp::TextEdit> Sorted = Edits;
  std::sort(Sorted.begin(), Sorted.end(), [](const auto &A, const auto &B) {
    return B.range.start < A.range.start;
  });
  std::string Result = Text;
  for (const llvm::lsp::TextEdit &E : Sorted) {
    const size_t Begin = offsetOf(Text, E.range.start);
    Result.replace(Begin, offsetOf(Text, E.range.end) - Begin, E.newText);
  }
  return Result;
}
