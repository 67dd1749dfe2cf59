//===- Manual.cpp - framewalk(1) ------------------------------------------===//

#include "Manual.h"

#include "CommandTable.h"
#include "OptionTable.h"

#include "Model/Finding.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace framewalk;

namespace {

/// \p Text as roff, where it is no macro's argument. What is between backticks
/// is bold.
std::string escaped(llvm::StringRef Text) {
  std::string Result;
  bool IsCode = false;
  for (char C : Text)
    switch (C) {
    case '\\':
      Result += "\\e";
      break;
    case '-':
      Result += "\\-";
      break;
    case '\'':
      Result += "\\(aq";
      break;
    case '~':
      Result += "\\(ti";
      break;
    case '^':
      Result += "\\(ha";
      break;
    case '`':
      IsCode = !IsCode;
      Result += IsCode ? "\\fB" : "\\fR";
      break;
    default:
      Result += C;
    }
  // A point begins a macro.
  if (!Result.empty() && Result[0] == '.')
    Result.insert(0, "\\&");
  return Result;
}

/// Text as --help has it: paragraphs are filled, indented lines stay.
std::string prose(llvm::StringRef Text) {
  std::string Result;
  bool IsExample = false;
  for (llvm::StringRef Line : llvm::split(Text.trim('\n'), '\n')) {
    const bool WasExample = IsExample;
    IsExample = Line.starts_with("  ");
    if (IsExample && !WasExample)
      Result += ".PP\n.RS 2\n.nf\n";
    if (!IsExample && WasExample)
      Result += ".fi\n.RE\n";
    if (Line.empty())
      Result += ".PP\n";
    else
      Result += escaped(IsExample ? Line.drop_front(2) : Line) + "\n";
  }
  if (IsExample)
    Result += ".fi\n.RE\n";
  // A paragraph that an example ends is none.
  for (size_t At; (At = Result.find(".PP\n.PP\n")) != Result.npos;)
    Result.erase(At, 4);
  return Result;
}

/// `explain`, `check` and `maps`: whose option \p S is.
std::string commandsOf(const OptionSpec &S) {
  llvm::SmallVector<llvm::StringRef> Names;
  for (const CommandSpec &C : commandTable())
    if (S.For & C.Options)
      Names.push_back(C.Name);
  if (Names.size() == commandTable().size())
    return "";
  return "(" + llvm::join(Names, ", ") + ")";
}

std::string options() {
  std::string Text;
  for (const OptionSpec &S : optionTable()) {
    Text += ".TP\n.BR \"" + escaped(spelled(S.Name)) + "\" \"";
    if (!S.Value.empty())
      Text += (S.Name.size() == 1 ? " " : "=") + ("\\fI" + escaped(S.Value)) +
              "\\fR";
    const std::string Commands = commandsOf(S);
    if (!Commands.empty())
      Text += "  " + Commands;
    Text += "\"\n" + prose(S.Help);
  }
  return Text;
}

/// Words in capitals are what to fill in: italic. The others are typed as they
/// are: bold.
std::string synopsis() {
  std::string Text;
  for (const CommandSpec &C : commandTable())
    for (llvm::StringRef Form : llvm::split(C.Synopsis, '\n')) {
      Text += ".B framewalk " + C.Name.str() + "\n";
      for (llvm::StringRef Word : llvm::split(Form, ' ')) {
        const bool IsPlaceholder = llvm::isUpper(Word.ltrim('[').front());
        Text += (IsPlaceholder ? ".I " : ".B ") + escaped(Word) + "\n";
      }
      Text += ".br\n";
    }
  return Text;
}

std::string commands() {
  std::string Text;
  for (const CommandSpec &C : commandTable())
    Text += ".SS framewalk " + C.Name.str() + "\n" + prose(C.About) + ".PP\n" +
            prose(C.Notes);
  return Text;
}

std::string ruleList() {
  std::string Text;
  for (const Rule &R : rules())
    Text += ".TP\n.B " + escaped(R.Id) + "\n" + escaped(R.Summary) + "\n" +
            escaped(R.Advice) + "\n";
  return Text;
}

} // namespace

std::string framewalk::manualPage() {
  return R"(.\" Written by `framewalk help --man`.
.TH FRAMEWALK 1 )" FRAMEWALK_DATE R"( "framewalk )" FRAMEWALK_VERSION
         R"(" "User Commands"
.SH NAME
framewalk \- stack frames of C and C++ functions as clang lays them out
.SH SYNOPSIS
.nh
.na
)" + synopsis() +
         R"(.B framewalk
.I FILE...
.B [\-\-
.I FLAGS]
.ad
.hy
.SH DESCRIPTION
framewalk shows who owns each byte of a function's stack frame and why, what
each instruction of the prologue is for, and how long each variable lives. It
follows every access to a local down to the physical byte, through a simulated
page walk, and finds pointers that outlive the local they point to.
.PP
The frames are clang's own, taken out of its code generation with your flags.
Addresses and page tables are simulated, and say so.
.PP
)" + prose(flagsHelp()) +
         ".SH COMMANDS\n" + commands() + ".SH OPTIONS\n" + options() +
         R"(.TP
.BR \-\-help ", " \-h
what the command does, and its options
.TP
.B \-\-version
the version, and that of the clang inside
.SH RULES
)" + ruleList() +
         R"(.SH ENVIRONMENT
.TP
.B NO_COLOR
no colours, unless
.B \-\-color
asks for them
.TP
.B XDG_CACHE_HOME
the cache of
.B framewalk report
is in there
.SH SEE ALSO
.BR clang (1),
.BR clang\-tidy (1),
.BR pmap (1)
)";
}
