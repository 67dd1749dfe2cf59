//===- HelpText.cpp - The words of --help ---------------------------------===//

#include "OptionTable.h"

#include "Model/Finding.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/SmallVector.h"

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

const char *const FlagsHelp =
    R"(FLAGS are the compiler's, as you would give them to clang: -O2, -m32, -Iinclude.
Without a -- the flags come from compile_commands.json, if there is one; else
they are -O0 -g. Any argument can be in a file: @arguments.txt.
)";

const char *const WalkHelp = R"(
How to read it: the bits of the address are indices into the tables, 9 bits a
level (10 with 2 levels), and the offset in the page. Each level's entry holds
the address of the next table and flags: P present, RW writable, US the user's
too, A accessed, D dirty, PS a large page, G global, XD not executable. Writing
needs RW at every level and a user US; XD at one level forbids execution. A
fault has a vector (14, #PF, is the page fault), an error code, and CR2, the
address.

  framewalk walk 0x7ffffffeefff
      a stack page that was never touched: the fault, what the kernel does, and
      the walk after it
  framewalk walk 0x400123 0x400456 --map 0x400000=0x5000
      the second address finds the page in the TLB
  framewalk walk 0x40000123 --page-size=1G --map 0x40000000=0x80000000
      a walk of two levels
  framewalk walk 0x400000 --access=fetch --map 0x400000=0x5000:rw
      a fault: the page is not executable
  framewalk walk 0x800000000000
      not canonical: no table is read

Exit code: 0 (a fault is an answer, too), 2 for wrong usage.
)";

const char *const MapsHelp = R"(
How to read it: Kbytes is what the area spans, RSS what of it has frames, Dirty
what was written to. The stack spans 132 KiB from the start, and only touched
pages have frames. Addresses are simulated: those of a process without address
randomisation. The C library and the loader are left out.

Without --call-path main runs, and in a file without one every function, each by
itself. Every instruction runs once. A stack that overflows ends the run with
SIGSEGV, and the report shows the process as it is then.

  framewalk maps sum.c --rsp=0x7fffffffe008
  framewalk maps sum.c --swap-out=0x7ffffffee000
  valgrind --tool=lackey --trace-mem=yes --log-file=t ./a.out
  framewalk maps --trace=t --tlb=64x4

Exit code: 0, 2 for wrong usage or a trace that cannot be read to its end, 3
where a source did not compile (the others are still shown).
)";

} // namespace

static const char *const ShortExplain =
    R"(usage: framewalk explain FILE... [-- FLAGS]

Shows what the compiler makes of the stack frame of each function in FILE: every
byte and why it is there, the code that sets the frame up, the life of each
variable, every access down to the simulated page walk.

  framewalk explain sum.c                       at -O0
  framewalk explain sum.c -- -O2 -Iinclude      with your own flags
  framewalk explain sum.c --function=main       one function
framewalk explain --help lists the options.
)";

static const char *const ShortWalk =
    R"(usage: framewalk walk ADDRESS... [OPTIONS]

Takes an address through the page tables as the CPU does: its fields, the entry
of each level, and the physical address or the fault, bit by bit.

  framewalk walk 0x7ffffffeefff                 in a fresh process
  framewalk walk 0x7ffffffeefff --map 0x7ffffffee000=0x5000
  framewalk walk 0x401000 --access=write --map 0x401000=0x9000:rx
  framewalk walk 0xffff800000000000             an address of the kernel
framewalk walk --help lists the options.
)";

static const char *const ShortMaps =
    R"(usage: framewalk maps FILE... [-- FLAGS]

Prints the memory of a process that ran the program, as pmap -x does, and beside
it what the kernel does not know: which variables lie there.

  framewalk maps sum.c                          main, or each function by itself
  framewalk maps sum.c --call-path=main,sum     the frames of a call path
  framewalk maps one.c two.c                    two processes on one machine
  framewalk maps --trace=trace.txt              what valgrind's lackey recorded
framewalk maps --help lists the options.
)";

static const char *const ShortReport =
    R"(usage: framewalk report -p BUILD -o FOLDER [OPTIONS]

Reports of all files in BUILD/compile_commands.json: a page for each, and an
index with the largest frames, the deepest chains of calls and the findings.

  framewalk report -p build -o frames           then open frames/index.html
  framewalk report -p build -o frames --stack-budget=8K
framewalk report --help lists the options.
)";

static const char *const ShortMerge =
    R"(usage: framewalk merge FOLDER... -o FOLDER

Puts the reports of several shards together, as if one run had made them.

  framewalk report -p build -o one --shard=1/2
  framewalk report -p build -o two --shard=2/2
  framewalk merge one two -o frames
framewalk merge --help lists the options.
)";

static const char *const ShortDiff =
    R"(usage: framewalk diff FILE --flags=FLAGS --flags=FLAGS
       framewalk diff FILE FILE [-- FLAGS]

What moved in the frames, what came and what went, and why.

  framewalk diff sum.c --flags=-O0 --flags=-O2
  framewalk diff old.c new.c -- -O2
  framewalk diff old.json new.json              what explain --format=json saved
framewalk diff --help lists the options.
)";

std::string framewalk::shortHelp(const std::string &Topic) {
  if (Topic == "walk")
    return ShortWalk;
  if (Topic == "maps")
    return ShortMaps;
  if (Topic == "report")
    return ShortReport;
  if (Topic == "merge")
    return ShortMerge;
  if (Topic == "diff")
    return ShortDiff;
  return ShortExplain;
}

std::string framewalk::helpText(const std::string &Topic) {
  if (Topic == "explain")
    return "usage: framewalk explain FILE... [OPTIONS] [-- FLAGS]\n\n"
           "The frame, the code, the lifetimes, the accesses and their page "
           "walks of each\nfunction with a body in FILE.\n\n" +
           optionList(ForExplain) + "\n" + FlagsHelp + R"(
How to read the ledger: a line is a slot, the highest address first. CFA is the
stack pointer's value before the call; RBP or RSP is the register that the code
uses, and the number the distance from it: a slot at RBP -20 is what the
instructions call [rbp - 0x14]. Ranges like 4:13-8:1 are the life of a variable
in the source, from line 4 column 13 to line 8 column 1.

Exit code: 0, 2 for wrong usage, 3 where a source did not compile (the others
are still explained).
)";
  if (Topic == "check")
    return "usage: framewalk check FILE... [OPTIONS] [-- FLAGS]\n\n"
           "Pointers that outlive the local they point to, in the style of "
           "clang's warnings,\nwith the local's slot and who gets its bytes "
           "next.\n\n" +
           optionList(ForCheck) + "\n" + ruleList() + "\n" + FlagsHelp + R"(
A comment hides a finding, as in clang-tidy: // NOLINT(framewalk-dangling-return)
behind its line, NOLINTNEXTLINE above it, NOLINTBEGIN and NOLINTEND around it;
globs and several rules in one are right. One that hides nothing is a finding,
too: framewalk-unused-suppression.

  framewalk check src/*.c -p build --write-baseline=known.json
  framewalk check src/*.c -p build --baseline=known.json --format=sarif -o new.sarif

Exit code: 0 without findings (or none that --fail-on names), 1 with some, 2 for
wrong usage, 3 where a source did not compile.
)";
  if (Topic == "walk")
    return "usage: framewalk walk ADDRESS... [OPTIONS]\n\n"
           "Takes each ADDRESS through the page tables, as the CPU does when "
           "its TLB does not\nknow the page. Without --map the address is one "
           "of a fresh process, in which only\nthe stack is used, and the "
           "kernel answers the faults.\n\n" +
           optionList(ForWalk) + WalkHelp;
  if (Topic == "maps")
    return "usage: framewalk maps FILE... [OPTIONS] [-- FLAGS]\n"
           "       framewalk maps --trace=FILE [OPTIONS]\n\n"
           "The memory of a process after the functions in FILE have run, as "
           "pmap -x prints\nit; the frames of the call path; and what lies "
           "where, of which the kernel knows\nnothing. Several FILEs are "
           "several processes on one machine.\n\n" +
           optionList(ForMaps) + "\n" + FlagsHelp + MapsHelp;
  if (Topic == "report")
    return "usage: framewalk report -p BUILD -o FOLDER [OPTIONS]\n\n"
           "Reports of all files in BUILD/compile_commands.json, each compiled "
           "as the build\ndoes it. A file that fails is listed and does not "
           "stop the others.\n\n" +
           optionList(ForReport) + R"(
In FOLDER then are index.html, index.md and index.json: totals, the largest
frames, the most padding, the deepest chains of calls, findings, and every
function once; findings.sarif for code scanning; and below units/ a page and a
JSON document for each file. They do not depend on the machine, the time, -j or
where the project is.

A depth of the stack is the most where nothing is in doubt, and else "at least":
recursion and frames that grow at run time are unbounded, calls through pointers
and functions of other files unknown.

A file is made anew where anything that its compilation asked for has changed:
its command, what is in the files that it reads, whether those that it looked
for are there. Otherwise the cache has the result.

Exit code: 0, 2 for wrong usage or a folder that cannot be written to, 3 where a
file failed (the others have reports), 130 after an interrupt.
)";
  if (Topic == "merge")
    return "usage: framewalk merge FOLDER... -o FOLDER [OPTIONS]\n\n"
           "Puts the folders of `framewalk report --shard=I/N` together: the "
           "bytes are those\nof one run.\n\n" +
           optionList(ForMerge) + R"(
--stack-budget looks at chains of calls, which only all parts together have:
give it here, not to the shards.

Exit code: as of `framewalk report`.
)";
  if (Topic == "diff")
    return "usage: framewalk diff FILE --flags=FLAGS --flags=FLAGS [OPTIONS]\n"
           "       framewalk diff FILE FILE [OPTIONS] [-- FLAGS]\n\n"
           "Compares frames: the same file compiled in two ways, two files, or "
           "two JSON\ndocuments that `framewalk explain --format=json` wrote."
           "\n\n" +
           optionList(ForDiff) + "\n" + FlagsHelp + R"(
Exit code: 0, 2 for wrong usage, 3 where a source did not compile.
)";
  return R"(framewalk explains the stack frames of C and C++ functions as clang lays them
out.

usage: framewalk explain FILE... [-- FLAGS]   frames, code, lifetimes, accesses
       framewalk check   FILE... [-- FLAGS]   pointers to dead locals
       framewalk walk    ADDRESS...           an address through the page tables
       framewalk maps    FILE... [-- FLAGS]   the process's memory, as pmap has it
       framewalk report  -p BUILD -o FOLDER   a whole project; merge: of shards
       framewalk diff    FILE --flags=... --flags=...   what flags change
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
}
