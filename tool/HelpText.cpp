//===- HelpText.cpp - The words of --help ---------------------------------===//

#include "CommandTable.h"
#include "OptionTable.h"

#include "Model/Finding.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace framewalk;

namespace {

std::string optionList(unsigned For) {
  constexpr size_t Column = 22;
  std::string Text;
  for (const OptionSpec &S : optionTable()) {
    if ((S.For & For) == 0)
      continue;
    std::string Left = "  " + spelled(S.Name);
    if (!S.Value.empty())
      Left += (S.Name.size() == 1 ? " " : "=") + S.Value.str();
    Text += Left;
    size_t At = Left.size();
    if (At + 2 > Column) {
      Text += "\n";
      At = 0;
    }
    llvm::SmallVector<llvm::StringRef> Lines;
    S.Help.split(Lines, '\n');
    for (llvm::StringRef Line : Lines) {
      Text += std::string(Column - At, ' ') + Line.str() + "\n";
      At = 0;
    }
  }
  return Text;
}

/// \p Text in lines that end before column 80.
std::string indented(llvm::StringRef Text, unsigned Indent) {
  std::string Lines;
  size_t Column = 80;
  for (llvm::StringRef Word : llvm::split(Text, ' ')) {
    if (Column + Word.size() >= 80) {
      Lines += (Lines.empty() ? "" : "\n") + std::string(Indent, ' ');
      Column = Indent;
    } else {
      Lines += ' ';
    }
    Lines += Word;
    Column += Word.size() + 1;
  }
  return Lines + "\n";
}

/// Each rule with what to do about it.
std::string ruleList() {
  std::string Text = "Rules, and what to do about a finding:\n";
  for (const Rule &R : rules())
    Text += "  " + std::string(R.Id) + "\n" + indented(R.Advice, 6);
  return Text;
}

} // namespace

static const char *const General =
    R"(framewalk explains the stack frames of C and C++ functions as clang lays them
out.

usage: framewalk explain FILE... [-- FLAGS]   frames, code, lifetimes, accesses
       framewalk check   FILE... [-- FLAGS]   pointers to dead locals
       framewalk walk    ADDRESS...           an address through the page tables
       framewalk maps    FILE... [-- FLAGS]   the process's memory, as pmap has it
       framewalk report  -p BUILD -o FOLDER   a whole project; merge: of shards
       framewalk diff    FILE --flags=... --flags=...   what flags change
       framewalk lsp                          the language server, for editors
       framewalk FILE... [-- FLAGS]           the same as explain

  framewalk sum.c                        what clang -O0 makes of it
  framewalk sum.c -- -O2                 what -O2 makes of it
  framewalk sum.c --function=main        one function
  framewalk src/*.c -p build             flags from build/compile_commands.json
  framewalk sum.c --format=html -o sum.html
                                         a page to look at; json for programs

framewalk explain --help, and so for the other commands, lists the options;
--version says which clang is inside.
)";

std::string framewalk::helpText(const std::string &Topic) {
  const CommandSpec *C = findCommand(Topic);
  if (!C)
    return General;
  std::string Text;
  for (llvm::StringRef Form : llvm::split(C->Synopsis, '\n'))
    Text += (Text.empty() ? "usage: framewalk " : "       framewalk ") +
            (C->Name + " " + Form + "\n").str();
  Text += "\n" + C->About.str() + "\n\n" + optionList(C->Options) + "\n";
  if (C->Options & ForCheck)
    Text += ruleList() + "\n";
  if (C->Options & ForSource)
    Text += flagsHelp().str() + "\n";
  return Text + C->Notes.str();
}

std::string framewalk::shortHelp(const std::string &Topic) {
  const CommandSpec *C = findCommand(Topic.empty() ? "explain" : Topic);
  return C && !C->Short.empty() ? C->Short.str() : helpText(Topic);
}
