//===- Options.cpp - The command line -------------------------------------===//

#include "Options.h"

#include "Model/Finding.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/StringSaver.h"

#include <optional>

using namespace framewalk;

namespace {

/// Which commands an option is for.
enum Scope : unsigned {
  ForExplain = 1,
  ForCheck = 2,
  ForMaps = 4,
  ForWalk = 8,
  ForReport = ForExplain | ForCheck,
  ForRun = ForExplain | ForMaps,
  ForSource = ForExplain | ForCheck | ForMaps,
  ForAll = ForSource | ForWalk,
};

Scope scopeOf(Command Verb) {
  switch (Verb) {
  case Command::Check:
    return ForCheck;
  case Command::Maps:
    return ForMaps;
  case Command::Walk:
    return ForWalk;
  case Command::Explain:
  case Command::Help:
  case Command::Version:
    break;
  }
  return ForExplain;
}

llvm::Error usage(const std::string &Message) {
  return llvm::createStringError(Message);
}

/// One option: its name, what it does, and what --help says of it.
struct OptionSpec {
  llvm::StringRef Name;
  llvm::StringRef Value; ///< how --help calls it; empty: takes none
  Scope For;
  llvm::Error (*Apply)(Options &, llvm::StringRef Value);
  llvm::StringRef Help;
};

/// The choice that \p Value names, or an error that lists all.
template <typename T>
llvm::Error choose(llvm::StringRef Option, llvm::StringRef Value, T &Into,
                   std::initializer_list<std::pair<llvm::StringRef, T>> All) {
  std::string Names;
  for (const auto &[Name, Choice] : All) {
    if (Name == Value) {
      Into = Choice;
      return llvm::Error::success();
    }
    Names += (Names.empty() ? "" : ", ") + Name.str();
  }
  return usage(
      llvm::formatv("--{0}={1}: choose one of {2}", Option, Value, Names));
}

llvm::Error chooseSections(Options &O, llvm::StringRef Value) {
  O.Sections = 0;
  llvm::SmallVector<llvm::StringRef> Parts;
  Value.split(Parts, ',');
  for (llvm::StringRef Part : Parts) {
    Section S = Section::Frame;
    if (llvm::Error E = choose<Section>("show", Part, S,
                                        {{"frame", Section::Frame},
                                         {"code", Section::Code},
                                         {"lifetimes", Section::Lifetimes},
                                         {"accesses", Section::Accesses},
                                         {"memory", Section::Memory},
                                         {"walks", Section::Walks},
                                         {"findings", Section::Findings}}))
      return E;
    O.Sections |= static_cast<unsigned>(S);
    // Asked for by name: whole.
    if (S == Section::Memory)
      O.Memory = MemoryDetail::All;
  }
  return llvm::Error::success();
}

llvm::Error chooseFailing(Options &O, llvm::StringRef Value) {
  O.Failing = {.Warnings = false, .Rules = {}};
  if (Value == "none")
    return llvm::Error::success();
  llvm::SmallVector<llvm::StringRef> Parts;
  Value.split(Parts, ',');
  for (llvm::StringRef Part : Parts) {
    if (Part == "warning") {
      O.Failing.Warnings = true;
      continue;
    }
    if (!findRule(Part)) {
      std::string Names;
      for (const Rule &R : rules())
        Names += ", " + std::string(R.Id);
      return usage(llvm::formatv("--fail-on={0}: write none, warning, or rules "
                                 "separated by commas{1}",
                                 Value, Names));
    }
    O.Failing.Rules.push_back(Part.str());
  }
  return llvm::Error::success();
}

template <typename T> llvm::Error into(llvm::Expected<T> Value, T &Target) {
  if (!Value)
    return Value.takeError();
  Target = std::move(*Value);
  return llvm::Error::success();
}

llvm::Error address(llvm::StringRef Option, llvm::StringRef Value,
                    std::optional<VirtualAddress> &Target) {
  llvm::Expected<uint64_t> Number = parseAddress(Value);
  if (!Number)
    return usage(llvm::formatv("--{0}: {1}", Option,
                               llvm::toString(Number.takeError())));
  Target = VirtualAddress(*Number);
  return llvm::Error::success();
}

llvm::ArrayRef<OptionSpec> specs() {
  static const OptionSpec All[] = {
      {"function", "NAME", ForRun,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.Functions.push_back(V.str());
         return llvm::Error::success();
       },
       "only this function: a name (ns::f or f), a symbol or a glob "
       "('lua_*');\n"
       "may be given more than once"},
      {"all", "", ForSource,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.IncludeHeaders = true;
         return llvm::Error::success();
       },
       "functions in headers, too, not only those in the file itself"},
      {"unused", "", ForSource,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.KeepUnused = true;
         return llvm::Error::success();
       },
       "static and inline functions, too, that nothing in the file uses: "
       "clang\n"
       "makes no code of them otherwise"},
      {"show", "PARTS", ForExplain, chooseSections,
       "only these parts of the text, separated by commas: frame, code,\n"
       "lifetimes, accesses, memory, walks, findings; memory alone lists each\n"
       "touch of memory"},
      {"accesses", "HOW", ForExplain,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<AccessDetail>("accesses", V, O.Accesses,
                                     {{"auto", AccessDetail::Auto},
                                      {"summary", AccessDetail::Summary},
                                      {"all", AccessDetail::All}});
       },
       "all: each one; summary: a line per variable; auto (the default): each\n"
       "one where there are few"},
      {"syntax", "SYNTAX", ForExplain,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<AssemblySyntax>(
             "syntax", V, O.Syntax,
             {{"intel", AssemblySyntax::Intel}, {"att", AssemblySyntax::Att}});
       },
       "of instructions: intel (the default) or att"},
      {"map", "VPAGE=FRAME", ForWalk,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         llvm::Expected<RequestedPage> Page = parseRequestedPage(V);
         if (!Page)
           return Page.takeError();
         O.Walk.Pages.push_back(*Page);
         return llvm::Error::success();
       },
       "this page is in that frame; once for each page. With rights behind\n"
       "a colon, 0x400000=0x5000:rx, letters of rwxukg: without w it is\n"
       "read-only, without x not executable; u the user's, k the kernel's,\n"
       "g global. No letters: rwxu"},
      {"paging", "MODE", ForWalk,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return into(parsePagingMode(V), O.Walk.Mode);
       },
       "4 levels (the default), 5, pae, or 2 (i386 without PAE)"},
      {"page-size", "SIZE", ForWalk,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return into(parsePageSize(V), O.Walk.PageSize);
       },
       "of the pages of --map: 4K (the default), 2M, 4M (2 levels only) or 1G\n"
       "(4 and 5 levels only)"},
      {"access", "KIND", ForWalk,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<AccessType>("access", V, O.Walk.Access.Type,
                                   {{"read", AccessType::Read},
                                    {"write", AccessType::Write},
                                    {"fetch", AccessType::Fetch}});
       },
       "read (the default), write or fetch (of an instruction)"},
      {"user", "", ForWalk,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.Walk.Access.Mode = AccessMode::User;
         return llvm::Error::success();
       },
       "by a program (the default)"},
      {"supervisor", "", ForWalk,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.Walk.Access.Mode = AccessMode::Supervisor;
         return llvm::Error::success();
       },
       "by the kernel"},
      {"swapped", "", ForWalk,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.Walk.IsSwapped = true;
         return llvm::Error::success();
       },
       "the pages, of 4K, have been written to swap before"},
      {"maxphyaddr", "BITS", ForWalk,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         if (V.getAsInteger(10, O.Walk.PhysicalBits))
           return usage("--maxphyaddr=" + V.str() +
                        ": write a number of bits from 32 to 52");
         return llvm::Error::success();
       },
       "how many bits a physical address has, 32 to 52; 46 is the default"},
      {"no-wp", "", ForWalk,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.Walk.WriteProtect = false;
         return llvm::Error::success();
       },
       "CR0.WP = 0: the kernel may write to read-only pages"},
      {"no-nxe", "", ForWalk,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.Walk.NoExecute = false;
         return llvm::Error::success();
       },
       "EFER.NXE = 0: XD is a reserved bit"},
      {"smep", "", ForWalk,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.Walk.Smep = true;
         return llvm::Error::success();
       },
       "CR4.SMEP = 1: the kernel may not run a user's page"},
      {"smap", "", ForWalk,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.Walk.Smap = true;
         return llvm::Error::success();
       },
       "CR4.SMAP = 1: nor read or write one"},
      {"call-path", "F,G,...", ForRun,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         llvm::SmallVector<llvm::StringRef> Names;
         V.split(Names, ',');
         O.Simulation.CallPath.clear();
         for (llvm::StringRef Name : Names) {
           if (Name.trim().empty())
             return usage("--call-path=" + V.str() +
                          ": write functions, each called by the one before, "
                          "like main,f,g");
           O.Simulation.CallPath.push_back(Name.trim().str());
         }
         return llvm::Error::success();
       },
       "functions, each called by the one before: their frames lie one below\n"
       "the other"},
      {"rsp", "ADDRESS", ForRun,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return address("rsp", V, O.Simulation.Rsp);
       },
       "the stack pointer where the (first) function begins: it points to the\n"
       "return address"},
      {"rbp", "ADDRESS", ForRun,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return address("rbp", V, O.Simulation.Rbp);
       },
       "instead: the frame pointer after its prologue"},
      {"stack-limit", "SIZE", ForRun,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return into(parseStackLimit(V), O.Simulation.StackLimit);
       },
       "RLIMIT_STACK: 8M (the default), any size like 64K, or unlimited"},
      {"tlb", "GEOMETRY", ForRun,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return into(parseTlb(V), O.Simulation.Tlb);
       },
       "off, or ENTRIESxWAYS of the first level and, behind a comma, of the\n"
       "second: 64x4,1536x12 is the default"},
      {"swap-out", "ADDRESS", ForMaps,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         std::optional<VirtualAddress> Page;
         if (llvm::Error E = address("swap-out", V, Page))
           return E;
         O.Simulation.SwapOut.push_back(*Page);
         return llvm::Error::success();
       },
       "that page is written to swap once the program has run; may be given\n"
       "more than once"},
      {"trace", "FILE", ForMaps,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.TraceFile = V.str();
         return llvm::Error::success();
       },
       "no source, but what `valgrind --tool=lackey --trace-mem=yes` has\n"
       "recorded; - is standard input"},
      {"format", "FORMAT", ForAll,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<Format>("format", V, O.Output,
                               {{"text", Format::Text},
                                {"json", Format::Json},
                                {"sarif", Format::Sarif},
                                {"html", Format::Html}});
       },
       "text (the default), json, for check and explain sarif: SARIF 2.1.0,\n"
       "for explain html: one page to look at, with nothing beside it"},
      {"html-dir", "FOLDER", ForExplain,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.HtmlFolder = V.str();
         O.Output = Format::Html;
         return llvm::Error::success();
       },
       "the page as FOLDER/index.html, with style and script in files of "
       "their\n"
       "own, for places whose policy forbids inline ones"},
      {"fail-on", "WHAT", ForCheck, chooseFailing,
       "exit with 1 on: warning (the default), none, or only these rules, as\n"
       "framewalk-dangling-return,framewalk-dangling-view"},
      {"baseline", "FILE", ForCheck,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.BaselineFile = V.str();
         return llvm::Error::success();
       },
       "findings in there are known: they are not shown and do not fail"},
      {"write-baseline", "FILE", ForCheck,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.NewBaselineFile = V.str();
         return llvm::Error::success();
       },
       "write what is found now as a baseline (with those of --baseline); the\n"
       "exit code is then 0 where all files compile"},
      {"o", "FILE", ForAll,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.OutputFile = V.str();
         return llvm::Error::success();
       },
       "write there; it appears when it is complete. - is standard output"},
      {"color", "WHEN", ForAll,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<ColorMode>("color", V, O.Color,
                                  {{"auto", ColorMode::Auto},
                                   {"always", ColorMode::Always},
                                   {"never", ColorMode::Never}});
       },
       "auto (the default: on a terminal, unless NO_COLOR is set), always or\n"
       "never"},
      {"p", "FOLDER", ForSource,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.BuildFolder = V.str();
         return llvm::Error::success();
       },
       "where compile_commands.json is; otherwise it is looked for in the\n"
       "source's folder and above"},
      {"extra-arg", "FLAG", ForSource,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.ExtraArgs.push_back(V.str());
         return llvm::Error::success();
       },
       "one flag more for the compiler, behind the others"},
      {"extra-arg-before", "FLAG", ForSource,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.ExtraArgsBefore.push_back(V.str());
         return llvm::Error::success();
       },
       "the same, before the others"},
      {"dump-object", "FILE", ForExplain,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.ObjectFile = V.str();
         return llvm::Error::success();
       },
       "for debugging: also write the object file that was explained"},
  };
  return All;
}

std::string spelled(llvm::StringRef Name) {
  return (Name.size() == 1 ? "-" : "--") + Name.str();
}

/// Splits "--name=value" and "-name"; \p Value is unset where there is no `=`.
void split(llvm::StringRef Argument, llvm::StringRef &Name,
           std::optional<llvm::StringRef> &Value) {
  Name = Argument.ltrim('-');
  size_t Equals = Name.find('=');
  if (Equals == Name.npos)
    return;
  Value = Name.substr(Equals + 1);
  Name = Name.substr(0, Equals);
}

std::string suggestion(llvm::StringRef Name) {
  const OptionSpec *Best = nullptr;
  // Of a short name too little would be left: -O2 is no slip of -o.
  unsigned Distance = Name.size() < 4 ? 1 : 3;
  for (const OptionSpec &S : specs())
    if (unsigned D = S.Name.edit_distance(Name); D < Distance) {
      Best = &S;
      Distance = D;
    }
  return Best ? "; did you mean " + spelled(Best->Name) + "?" : "";
}

/// An option of ours among the compiler's: it has none of these names.
bool isOurs(llvm::StringRef Flag) {
  return Flag.consume_front("--") &&
         llvm::any_of(specs(), [&](const OptionSpec &S) {
           return S.Name.size() > 3 && Flag.split('=').first == S.Name;
         });
}

class Parser {
public:
  explicit Parser(llvm::ArrayRef<llvm::StringRef> Arguments)
      : Rest(Arguments) {}

  llvm::Expected<Options> run() {
    takeCommand();
    while (!Rest.empty()) {
      llvm::StringRef Argument = take();
      if (Argument == "--" && O.Verb == Command::Walk)
        return usage("nothing is compiled here: no flags behind --");
      if (Argument == "--") {
        O.Flags.emplace();
        for (llvm::StringRef Flag : Rest) {
          if (isOurs(Flag))
            return usage(Flag.split('=').first.str() +
                         " goes before --: what follows it is for the "
                         "compiler");
          O.Flags->push_back(Flag.str());
        }
        break;
      }
      bool IsOption = Argument.starts_with("-") && Argument != "-";
      // -1 is a wrong address rather than a wrong option.
      if (O.Verb == Command::Walk && Argument.size() > 1 &&
          llvm::isDigit(Argument[1]))
        IsOption = false;
      if (llvm::Error E = IsOption ? option(Argument) : file(Argument))
        return std::move(E);
      if (O.Verb == Command::Help || O.Verb == Command::Version)
        return O;
    }
    bool HasInput =
        !O.Files.empty() || !O.Addresses.empty() || !O.TraceFile.empty();
    if (!HasInput) {
      O.Verb = Command::Help;
      O.IsMissingFile = true;
    }
    if (llvm::Error E = checkTogether())
      return std::move(E);
    return O;
  }

private:
  llvm::StringRef take() {
    llvm::StringRef First = Rest.front();
    Rest = Rest.drop_front();
    return First;
  }

  bool has(llvm::StringRef Name) const {
    return llvm::is_contained(O.Given, Name);
  }

  /// Options that are right each for itself.
  llvm::Error checkTogether() {
    if (O.Output == Format::Sarif &&
        (O.Verb == Command::Walk || O.Verb == Command::Maps))
      return usage("--format=sarif is for findings: `framewalk check` and "
                   "`framewalk explain` have some");
    if (O.Output == Format::Html && O.Verb != Command::Explain)
      return usage("--format=html shows frames: `framewalk explain` has some");
    if (!O.HtmlFolder.empty() && (has("format") || has("o")))
      return usage("--html-dir says where and in which format; " +
                   std::string(has("o") ? "-o" : "--format") +
                   " would say it otherwise");
    if (!O.ObjectFile.empty() && O.Files.size() > 1)
      return usage("--dump-object takes the object of one source file; " +
                   std::to_string(O.Files.size()) + " are given");
    if (has("user") && has("supervisor"))
      return usage("--user and --supervisor contradict each other: an access "
                   "is the program's or the kernel's");
    if (has("page-size") && O.Walk.Pages.empty())
      return usage("--page-size is the size of the pages of --map, and there "
                   "is no --map");
    if (O.Verb == Command::Maps && has("call-path") && has("function"))
      return usage("--call-path names the functions that run; --function is "
                   "for those that run without one");
    if (has("trace") && !O.Files.empty())
      return usage("--trace takes the place of source files; '" +
                   O.Files.front() + "' is one");
    if (has("trace") && O.Flags)
      return usage("--trace has nothing to compile: no flags behind --");
    if (has("trace"))
      for (const char *Name :
           {"call-path", "function", "rsp", "rbp", "stack-limit", "swap-out"})
        if (has(Name))
          return usage(spelled(Name) + " is for a program, not for a --trace");
    return llvm::Error::success();
  }

  void takeCommand() {
    if (Rest.empty())
      return;
    static constexpr std::pair<llvm::StringRef, Command> Verbs[] = {
        {"explain", Command::Explain},
        {"check", Command::Check},
        {"walk", Command::Walk},
        {"maps", Command::Maps}};
    for (const auto &[Name, Verb] : Verbs)
      if (Rest.front() == Name) {
        O.Topic = Name.str();
        O.Verb = Verb;
        take();
        return;
      }
    if (Rest.front() == "help") {
      take();
      O.Verb = Command::Help;
      O.Topic = Rest.empty() ? "" : take().str();
      Rest = {};
      O.Files.push_back(""); // not missing: help was asked for
    }
  }

  llvm::Error walkAddress(llvm::StringRef Text) {
    llvm::Expected<uint64_t> Address = parseAddress(Text);
    if (!Address)
      return Address.takeError();
    O.Addresses.push_back(VirtualAddress(*Address));
    return llvm::Error::success();
  }

  llvm::Error file(llvm::StringRef Name) {
    if (O.Verb == Command::Walk)
      return walkAddress(Name);
    if (Name == "-")
      return usage("standard input is not read: name a source file");
    O.Files.push_back(Name.str());
    return llvm::Error::success();
  }

  llvm::Error option(llvm::StringRef Argument) {
    llvm::StringRef Name;
    std::optional<llvm::StringRef> Value;
    split(Argument, Name, Value);
    if (Name == "h" || Name == "help") {
      O.Verb = Command::Help;
      return llvm::Error::success();
    }
    if (Name == "version") {
      O.Verb = Command::Version;
      return llvm::Error::success();
    }
    for (const OptionSpec &S : specs())
      if (S.Name == Name)
        return apply(S, Value);
    return usage(llvm::formatv(
        "unknown option '{0}'{1}{2}", Argument, suggestion(Name),
        O.Verb == Command::Walk ? ""
                                : " (flags for the compiler go behind --)"));
  }

  llvm::Error apply(const OptionSpec &S, std::optional<llvm::StringRef> Value) {
    if ((S.For & scopeOf(O.Verb)) == 0)
      return usage(llvm::formatv("{0} is not for `framewalk {1}`",
                                 spelled(S.Name),
                                 O.Topic.empty() ? "explain" : O.Topic));
    O.Given.push_back(S.Name.str());
    if (S.Value.empty()) {
      if (Value)
        return usage(spelled(S.Name) + " takes no value");
      return S.Apply(O, "");
    }
    if (!Value) {
      if (Rest.empty() || Rest.front() == "--")
        return usage(llvm::formatv("{0} needs a value: {0}={1}",
                                   spelled(S.Name), S.Value));
      Value = take();
    }
    if (Value->empty())
      return usage(llvm::formatv("{0} needs a value: {0}={1}", spelled(S.Name),
                                 S.Value));
    return S.Apply(O, *Value);
  }

  Options O;
  llvm::ArrayRef<llvm::StringRef> Rest;
};

std::string optionList(unsigned For) {
  constexpr size_t Column = 22;
  std::string Text;
  for (const OptionSpec &S : specs()) {
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

llvm::Expected<Options>
framewalk::parseOptions(const std::vector<std::string> &Arguments) {
  llvm::BumpPtrAllocator Allocator;
  llvm::SmallVector<const char *, 32> Pointers;
  llvm::StringSaver Saver(Allocator);
  for (const std::string &A : Arguments)
    Pointers.push_back(Saver.save(A).data());
  llvm::cl::ExpansionContext Expansion(Allocator,
                                       llvm::cl::TokenizeGNUCommandLine);
  if (llvm::Error E = Expansion.expandResponseFiles(Pointers))
    return std::move(E);
  std::vector<llvm::StringRef> All(Pointers.begin(), Pointers.end());
  return Parser(All).run();
}

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

bool FailOn::fails(const Finding &F) const {
  return (Warnings && F.Level == Severity::Warning) ||
         llvm::is_contained(Rules, F.RuleId);
}

std::string framewalk::shortHelp(const std::string &Topic) {
  if (Topic == "walk")
    return ShortWalk;
  if (Topic == "maps")
    return ShortMaps;
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
  return R"(framewalk explains the stack frames of C and C++ functions as clang lays them
out.

usage: framewalk explain FILE... [-- FLAGS]   frames, code, lifetimes, accesses
       framewalk check   FILE... [-- FLAGS]   pointers to dead locals
       framewalk walk    ADDRESS...           an address through the page tables
       framewalk maps    FILE... [-- FLAGS]   the process's memory, as pmap has it
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
