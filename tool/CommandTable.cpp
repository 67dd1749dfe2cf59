//===- CommandTable.cpp ---------------------------------------------------===//

#include "CommandTable.h"

#include "OptionTable.h"

#include "llvm/ADT/STLExtras.h"

using namespace framewalk;

static constexpr llvm::StringLiteral ExplainNotes =
    R"(How to read the ledger: a line is a slot, the highest address first. CFA is the
stack pointer's value before the call; RBP or RSP is the register that the code
uses, and the number the distance from it: a slot at RBP -20 is what the
instructions call [rbp - 0x14]. Ranges like 4:13-8:1 are the life of a variable
in the source, from line 4 column 13 to line 8 column 1.

Exit code: 0, 2 for wrong usage, 3 where a source did not compile (the others
are still explained).
)";

static constexpr llvm::StringLiteral ExplainShort =
    R"(usage: framewalk explain FILE... [-- FLAGS]

Shows what the compiler makes of the stack frame of each function in FILE: every
byte and why it is there, the code that sets the frame up, the life of each
variable, every access down to the simulated page walk.

  framewalk explain sum.c                       at -O0
  framewalk explain sum.c -- -O2 -Iinclude      with your own flags
  framewalk explain sum.c --function=main       one function
framewalk explain --help lists the options.
)";

static constexpr llvm::StringLiteral CheckNotes =
    R"(A comment hides a finding, as in clang-tidy: // NOLINT(framewalk-dangling-return)
behind its line, NOLINTNEXTLINE above it, NOLINTBEGIN and NOLINTEND around it;
globs and several rules in one are right. One that hides nothing is a finding,
too: framewalk-unused-suppression.

  framewalk check src/*.c -p build --write-baseline=known.json
  framewalk check src/*.c -p build --baseline=known.json --format=sarif -o new.sarif

Exit code: 0 without findings (or none that --fail-on names), 1 with some, 2 for
wrong usage, 3 where a source did not compile.
)";

static constexpr llvm::StringLiteral WalkNotes =
    R"(How to read it: the bits of the address are indices into the tables, 9 bits a
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

static constexpr llvm::StringLiteral WalkShort =
    R"(usage: framewalk walk ADDRESS... [OPTIONS]

Takes an address through the page tables as the CPU does: its fields, the entry
of each level, and the physical address or the fault, bit by bit.

  framewalk walk 0x7ffffffeefff                 in a fresh process
  framewalk walk 0x7ffffffeefff --map 0x7ffffffee000=0x5000
  framewalk walk 0x401000 --access=write --map 0x401000=0x9000:rx
  framewalk walk 0xffff800000000000             an address of the kernel
framewalk walk --help lists the options.
)";

static constexpr llvm::StringLiteral MapsNotes =
    R"(How to read it: Kbytes is what the area spans, RSS what of it has frames, Dirty
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

static constexpr llvm::StringLiteral MapsShort =
    R"(usage: framewalk maps FILE... [-- FLAGS]

Prints the memory of a process that ran the program, as pmap -x does, and beside
it what the kernel does not know: which variables lie there.

  framewalk maps sum.c                          main, or each function by itself
  framewalk maps sum.c --call-path=main,sum     the frames of a call path
  framewalk maps one.c two.c                    two processes on one machine
  framewalk maps --trace=trace.txt              what valgrind's lackey recorded
framewalk maps --help lists the options.
)";

static constexpr llvm::StringLiteral ReportNotes =
    R"(In FOLDER then are index.html, index.md and index.json: totals, the largest
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

static constexpr llvm::StringLiteral ReportShort =
    R"(usage: framewalk report -p BUILD -o FOLDER [OPTIONS]

Reports of all files in BUILD/compile_commands.json: a page for each, and an
index with the largest frames, the deepest chains of calls and the findings.

  framewalk report -p build -o frames           then open frames/index.html
  framewalk report -p build -o frames --stack-budget=8K
framewalk report --help lists the options.
)";

static constexpr llvm::StringLiteral MergeNotes =
    R"(--stack-budget looks at chains of calls, which only all parts together have:
give it here, not to the shards.

Exit code: as of `framewalk report`.
)";

static constexpr llvm::StringLiteral MergeShort =
    R"(usage: framewalk merge FOLDER... -o FOLDER

Puts the reports of several shards together, as if one run had made them.

  framewalk report -p build -o one --shard=1/2
  framewalk report -p build -o two --shard=2/2
  framewalk merge one two -o frames
framewalk merge --help lists the options.
)";

static constexpr llvm::StringLiteral DiffNotes =
    R"(Exit code: 0, 2 for wrong usage, 3 where a source did not compile.
)";

static constexpr llvm::StringLiteral DiffShort =
    R"(usage: framewalk diff FILE --flags=FLAGS --flags=FLAGS
       framewalk diff FILE FILE [-- FLAGS]

What moved in the frames, what came and what went, and why.

  framewalk diff sum.c --flags=-O0 --flags=-O2
  framewalk diff old.c new.c -- -O2
  framewalk diff old.json new.json              what explain --format=json saved
framewalk diff --help lists the options.
)";

static constexpr llvm::StringLiteral LspNotes =
    R"(Flags come from compile_commands.json, in the document's folder, in `build` there
or above; then from a file `.framewalk` there or above, and from the editor's
settings:

  optimization: O2            # in place of the level in the command
  flags: [-DTRACE, -Iinclude] # behind the command's
  removeFlags: [-Werror*]     # left out of it; globs
  compilationDatabase: out    # the folder of compile_commands.json
  unused: true                # functions that nothing uses, too
  inlayHints: false           # and so codeLens, diagnostics, pageWalks

Exit code: 0 after the editor's shutdown, 1 without one, 2 for wrong usage.
)";

llvm::ArrayRef<CommandSpec> framewalk::commandTable() {
  static const CommandSpec All[] = {
      {.Name = "explain",
       .Verb = Command::Explain,
       .Options = ForExplain,
       .Synopsis = "FILE... [OPTIONS] [-- FLAGS]",
       .Summary = "frames, code, lifetimes, accesses, walks, findings of each "
                  "function",
       .About = "The frame, the code, the lifetimes, the accesses and their "
                "page walks of each\n"
                "function with a body in FILE.",
       .Notes = ExplainNotes,
       .Short = ExplainShort},
      {.Name = "check",
       .Verb = Command::Check,
       .Options = ForCheck,
       .Synopsis = "FILE... [OPTIONS] [-- FLAGS]",
       .Summary = "findings only: pointers to dead locals",
       .About = "Pointers that outlive the local they point to, in the style "
                "of clang's warnings,\n"
                "with the local's slot and who gets its bytes next.",
       .Notes = CheckNotes},
      {.Name = "walk",
       .Verb = Command::Walk,
       .Options = ForWalk,
       .Synopsis = "ADDRESS... [OPTIONS]",
       .Summary = "addresses through the page tables",
       .About = "Takes each ADDRESS through the page tables, as the CPU does "
                "when its TLB does not\n"
                "know the page. Without --map the address is one of a fresh "
                "process, in which only\n"
                "the stack is used, and the kernel answers the faults.",
       .Notes = WalkNotes,
       .Short = WalkShort},
      {.Name = "maps",
       .Verb = Command::Maps,
       .Options = ForMaps,
       .Synopsis = "FILE... [OPTIONS] [-- FLAGS]\n--trace=FILE [OPTIONS]",
       .Summary = "the memory of a process that ran FILE, as pmap prints it",
       .About = "The memory of a process after the functions in FILE have run, "
                "as pmap -x prints\n"
                "it; the frames of the call path; and what lies where, of "
                "which the kernel knows\n"
                "nothing. Several FILEs are several processes on one machine.",
       .Notes = MapsNotes,
       .Short = MapsShort},
      {.Name = "report",
       .Verb = Command::Report,
       .Options = ForReport,
       .Synopsis = "-p BUILD -o FOLDER [OPTIONS]",
       .Summary = "reports of a whole project",
       .About =
           "Reports of all files in BUILD/compile_commands.json, each compiled "
           "as the build\n"
           "does it. A file that fails is listed and does not stop the others.",
       .Notes = ReportNotes,
       .Short = ReportShort},
      {.Name = "merge",
       .Verb = Command::Merge,
       .Options = ForMerge,
       .Synopsis = "FOLDER... -o FOLDER [OPTIONS]",
       .Summary = "one report of those of shards",
       .About = "Puts the folders of `framewalk report --shard=I/N` together: "
                "the bytes are those\n"
                "of one run.",
       .Notes = MergeNotes,
       .Short = MergeShort},
      {.Name = "diff",
       .Verb = Command::Diff,
       .Options = ForDiff,
       .Synopsis = "FILE --flags=FLAGS --flags=FLAGS [OPTIONS]\nFILE FILE "
                   "[OPTIONS] [-- FLAGS]",
       .Summary = "what moved in the frames, what came and what went",
       .About = "Compares frames: the same file compiled in two ways, two "
                "files, or two JSON\n"
                "documents that `framewalk explain --format=json` wrote.",
       .Notes = DiffNotes,
       .Short = DiffShort},
      {.Name = "lsp",
       .Verb = Command::Lsp,
       .Options = ForLsp,
       .Synopsis = "[OPTIONS]",
       .Summary = "a language server, for editors",
       .About = "Speaks the Language Server Protocol on standard input and "
                "output: frames while\n"
                "you type, in hovers, hints, code lenses and diagnostics. "
                "Editors start it.",
       .Notes = LspNotes},
  };
  return All;
}

const CommandSpec *framewalk::findCommand(llvm::StringRef Name) {
  const auto *Found = llvm::find_if(
      commandTable(), [&](const CommandSpec &C) { return C.Name == Name; });
  return Found == commandTable().end() ? nullptr : Found;
}

llvm::StringRef framewalk::flagsHelp() {
  return R"(FLAGS are the compiler's, as you would give them to clang: -O2, -m32, -Iinclude.
Without a -- the flags come from compile_commands.json, if there is one; else
they are -O0 -g. Any argument can be in a file: @arguments.txt.
)";
}
