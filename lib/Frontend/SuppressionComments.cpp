//===- SuppressionComments.cpp --------------------------------------------===//

#include "Frontend/SuppressionComments.h"

#include "clang/Basic/LangOptions.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <optional>

using namespace llvm;

namespace framewalk {

namespace {

constexpr StringRef Word = "NOLINT";

/// Parts of a list, without the empty ones.
SmallVector<StringRef> globs(StringRef Checks) {
  SmallVector<StringRef> Parts;
  Checks.split(Parts, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  llvm::erase_if(Parts, [](StringRef Glob) { return Glob.starts_with("-"); });
  return Parts;
}

/// `*` only: other characters of globs are plain in clang-tidy.
bool matchesGlob(StringRef Glob, StringRef Text) {
  size_t G = 0, T = 0, Star = Glob.npos, Resume = 0;
  while (T < Text.size()) {
    if (G < Glob.size() && Glob[G] == '*') {
      Star = G++;
      Resume = T;
    } else if (G < Glob.size() && Glob[G] == Text[T]) {
      ++G, ++T;
    } else if (Star != Glob.npos) {
      G = Star + 1;
      T = ++Resume;
    } else {
      return false;
    }
  }
  return Glob.substr(G).find_first_not_of('*') == Glob.npos;
}

std::optional<SuppressionKind> kindOf(StringRef Name) {
  if (Name == "NOLINT")
    return SuppressionKind::Line;
  if (Name == "NOLINTNEXTLINE")
    return SuppressionKind::NextLine;
  if (Name == "NOLINTBEGIN")
    return SuppressionKind::Begin;
  if (Name == "NOLINTEND")
    return SuppressionKind::End;
  return std::nullopt;
}

class Reader {
public:
  Reader(StringRef Code, FileId File) : Code(Code), File(File) {}

  /// The words in \p Comment, which is a part of the code.
  void comment(StringRef Comment) {
    for (size_t At = Comment.find(Word); At != Comment.npos;
         At = Comment.find(Word, At)) {
      size_t Begin = At;
      At = Comment.find_if_not([](char C) { return isAlnum(C); }, At);
      At = std::min(At, Comment.size());
      std::optional<SuppressionKind> Kind = kindOf(Comment.slice(Begin, At));
      if (!Kind)
        continue;
      SuppressionComment New;
      New.Kind = *Kind;
      New.Position = position(Comment.data() + Begin);
      New.IsBare = !takeChecks(Comment, At, New.Checks);
      Found.push_back(std::move(New));
    }
  }

  std::vector<SuppressionComment> Found;

private:
  static bool takeChecks(StringRef Comment, size_t &At, std::string &Checks) {
    if (At >= Comment.size() || Comment[At] != '(')
      return false;
    size_t Close = Comment.find_first_of("\n)", At);
    if (Close == Comment.npos || Comment[Close] != ')')
      return false;
    for (char C : Comment.slice(At + 1, Close))
      if (!isSpace(C))
        Checks += C;
    At = Close + 1;
    return true;
  }

  /// Asked for in the order of the text.
  SourcePosition position(const char *At) {
    for (; Counted < At; ++Counted)
      if (*Counted == '\n') {
        ++Line;
        LineBegin = Counted + 1;
      }
    return {.File = File, .Line = Line, .Column = uint32_t(At - LineBegin) + 1};
  }

  StringRef Code;
  FileId File;
  const char *Counted = Code.data();
  const char *LineBegin = Code.data();
  uint32_t Line = 1;
};

clang::LangOptions language(bool IsCPlusPlus) {
  clang::LangOptions Language;
  Language.LineComment = true;
  Language.C99 = Language.C11 = true;
  Language.CPlusPlus = IsCPlusPlus;
  Language.CPlusPlus11 = Language.CPlusPlus14 = Language.CPlusPlus17 =
      IsCPlusPlus;
  Language.RawStringLiterals = IsCPlusPlus;
  return Language;
}

} // namespace

bool SuppressionComment::matches(StringRef RuleId) const {
  return IsBare || any_of(globs(Checks), [&](StringRef Glob) {
           return matchesGlob(Glob, RuleId);
         });
}

bool SuppressionComment::namesFramewalk() const {
  return !IsBare && any_of(globs(Checks), [](StringRef Glob) {
    return Glob.starts_with("framewalk-");
  });
}

std::vector<SuppressionComment> readSuppressions(StringRef Code, FileId File,
                                                 bool IsCPlusPlus) {
  // Lexing takes a while where the file is large, and few have any.
  if (!Code.contains(Word))
    return {};
  clang::LangOptions Language = language(IsCPlusPlus);
  // The lexer wants a text that ends with a zero.
  std::string Text = Code.str();
  clang::Lexer Lexer(clang::SourceLocation(), Language, Text.data(),
                     Text.data(), Text.data() + Text.size());
  Lexer.SetCommentRetentionState(true);
  Reader R(Text, File);
  clang::Token Token;
  bool IsLast = false;
  while (!IsLast) {
    IsLast = Lexer.LexFromRawLexer(Token);
    if (Token.is(clang::tok::comment))
      R.comment(StringRef(Lexer.getBufferLocation() - Token.getLength(),
                          Token.getLength()));
  }
  return std::move(R.Found);
}

} // namespace framewalk
