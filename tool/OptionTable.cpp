//===- OptionTable.cpp ----------------------------------------------------===//

#include "OptionTable.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/StringSaver.h"

#include <optional>

using namespace framewalk;

namespace {

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

std::string ruleNames(llvm::StringRef Separator) {
  return llvm::join(
      llvm::map_range(rules(), [](const Rule &R) { return std::string(R.Id); }),
      Separator);
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
    if (!findRule(Part))
      return usage(llvm::formatv("--fail-on={0}: write none, warning, or rules "
                                 "separated by commas, {1}",
                                 Value, ruleNames(", ")));
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

/// "512", "8K", "1M".
llvm::Expected<uint64_t> parseBytes(llvm::StringRef Option,
                                    llvm::StringRef Value) {
  std::optional<uint64_t> Bytes = parseSize(Value);
  if (!Bytes || *Bytes == 0)
    return usage(llvm::formatv("--{0}={1}: write a number of bytes, like 512, "
                               "8K or 1M",
                               Option, Value));
  return *Bytes;
}

/// Whether a quote in \p Text is not closed. The tokenizer would end it with
/// the text.
bool hasOpenQuote(llvm::StringRef Text) {
  char Quote = 0;
  for (size_t I = 0; I < Text.size(); ++I)
    if (Text[I] == '\\')
      ++I; // the next one has no meaning of its own
    else if (Quote ? Text[I] == Quote : Text[I] == '"' || Text[I] == '\'')
      Quote = Quote ? 0 : Text[I];
  return Quote;
}

/// As a shell reads them, and then a compiler: "-O2 '-DNAME=a b' @more".
llvm::Expected<std::vector<std::string>> parseFlags(llvm::StringRef Text) {
  if (hasOpenQuote(Text))
    return usage(llvm::formatv("--flags={0}: a quote is not closed", Text));
  llvm::BumpPtrAllocator Allocator;
  llvm::StringSaver Saver(Allocator);
  llvm::SmallVector<const char *, 16> Words;
  llvm::cl::TokenizeGNUCommandLine(Text, Saver, Words);
  llvm::cl::ExpansionContext Expansion(Allocator,
                                       llvm::cl::TokenizeGNUCommandLine);
  if (llvm::Error E = Expansion.expandResponseFiles(Words))
    return std::move(E);
  return std::vector<std::string>(Words.begin(), Words.end());
}

} // namespace

llvm::ArrayRef<OptionSpec> framewalk::optionTable() {
  static const std::string WhatFails = "warning,none," + ruleNames(",");
  static const OptionSpec All[] = {
      {"function", "NAME", ForRun | ForDiff,
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
      {"unused", "", ForSource | ForReport,
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
       "touch of memory",
       "frame,code,lifetimes,accesses,memory,walks,findings",
       /*IsList=*/true},
      {"accesses", "HOW", ForExplain,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<AccessDetail>("accesses", V, O.Accesses,
                                     {{"auto", AccessDetail::Auto},
                                      {"summary", AccessDetail::Summary},
                                      {"all", AccessDetail::All}});
       },
       "all: each one; summary: a line per variable; auto (the default): each\n"
       "one where there are few",
       "auto,summary,all"},
      {"syntax", "SYNTAX", ForExplain | ForReport,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<AssemblySyntax>(
             "syntax", V, O.Syntax,
             {{"intel", AssemblySyntax::Intel}, {"att", AssemblySyntax::Att}});
       },
       "of instructions: intel (the default) or att", "intel,att"},
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
       "4 levels (the default), 5, pae, or 2 (i386 without PAE)", "4,5,pae,2"},
      {"page-size", "SIZE", ForWalk,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return into(parsePageSize(V), O.Walk.PageSize);
       },
       "of the pages of --map: 4K (the default), 2M, 4M (2 levels only) or 1G\n"
       "(4 and 5 levels only)",
       "4K,2M,4M,1G"},
      {"access", "KIND", ForWalk,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<AccessType>("access", V, O.Walk.Access.Type,
                                   {{"read", AccessType::Read},
                                    {"write", AccessType::Write},
                                    {"fetch", AccessType::Fetch}});
       },
       "read (the default), write or fetch (of an instruction)",
       "read,write,fetch"},
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
      {"format", "FORMAT", ForPrint,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<Format>("format", V, O.Output,
                               {{"text", Format::Text},
                                {"json", Format::Json},
                                {"sarif", Format::Sarif},
                                {"markdown", Format::Markdown},
                                {"html", Format::Html}});
       },
       "text (the default), json, for check and explain markdown (GitHub's) "
       "or\n"
       "sarif (2.1.0), for explain html: one page, with nothing beside it",
       "text,json,markdown,sarif,html"},
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
       "framewalk-dangling-return,framewalk-dangling-view",
       WhatFails, /*IsList=*/true},
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
      {"comment", "", ForExplain | ForCheck,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.IsComment = true;
         return llvm::Error::success();
       },
       "with --format=markdown: at most the 65536 characters that GitHub "
       "takes\n"
       "as a comment; says what is left out"},
      {"stack-budget", "BYTES", ForExplain | ForCheck | ForProject,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return into(parseBytes("stack-budget", V), O.StackBudget);
       },
       "frames, and chains of calls, that take more are findings:\n"
       "framewalk-frame-size and framewalk-stack-depth; 512, 8K, 1M"},
      {"flags", "FLAGS", ForDiff,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return into(parseFlags(V), O.SideFlags.emplace_back());
       },
       "what one side is compiled with, as a shell reads it: once for each of\n"
       "two sides"},
      {"j", "N", ForReport,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         if (V.getAsInteger(10, O.Jobs) || O.Jobs == 0 || O.Jobs > 1024)
           return usage("-j " + V.str() + ": write a number from 1 to 1024");
         return llvm::Error::success();
       },
       "so many files at once; as many as there are processors otherwise"},
      {"timeout", "SECONDS", ForReport,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         if (V.getAsInteger(10, O.TimeoutSeconds) || O.TimeoutSeconds == 0 ||
             O.TimeoutSeconds > 1000000)
           return usage("--timeout=" + V.str() + ": write a number of seconds");
         return llvm::Error::success();
       },
       "a file that takes longer is left out: 1800 otherwise"},
      {"shard", "I/N", ForReport,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         auto [Index, Count] = V.split('/');
         if (Index.getAsInteger(10, O.Part.Index) ||
             Count.getAsInteger(10, O.Part.Count) || O.Part.Index == 0 ||
             O.Part.Index > O.Part.Count)
           return usage("--shard=" + V.str() +
                        ": write 1/4 for the first of four parts");
         return llvm::Error::success();
       },
       "only the I-th of N parts; `framewalk merge` puts them together"},
      {"root", "FOLDER", ForReport,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.Root = V.str();
         return llvm::Error::success();
       },
       "files below it are named as seen from there; the deepest folder that\n"
       "all sources are in otherwise"},
      {"cache", "FOLDER", ForReport,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.CacheFolder = V.str();
         return llvm::Error::success();
       },
       "where results are kept; $XDG_CACHE_HOME/framewalk/units otherwise. It\n"
       "can be deleted at any time"},
      {"cache-size", "BYTES", ForReport,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return into(parseBytes("cache-size", V), O.CacheBytes);
       },
       "what was not used for the longest is deleted from the cache when it\n"
       "gets larger; 4G otherwise"},
      {"no-cache", "", ForReport,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.NoCache = true;
         return llvm::Error::success();
       },
       "make everything anew, and keep nothing"},
      {"o", "FILE", ForAll,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.OutputFile = V.str();
         return llvm::Error::success();
       },
       "write there; it appears when it is complete. - is standard output. Of\n"
       "report and merge: the folder to write to"},
      {"color", "WHEN", ForPrint,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<ColorMode>("color", V, O.Color,
                                  {{"auto", ColorMode::Auto},
                                   {"always", ColorMode::Always},
                                   {"never", ColorMode::Never}});
       },
       "auto (the default: on a terminal, unless NO_COLOR is set), always or\n"
       "never",
       "auto,always,never"},
      {"log", "LEVEL", ForLsp,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<LogLevel>("log", V, O.Log,
                                 {{"error", LogLevel::Errors},
                                  {"info", LogLevel::Messages},
                                  {"verbose", LogLevel::Everything}});
       },
       "what is written to standard error: error, info (each message) or\n"
       "verbose (and what is in it); otherwise nothing",
       "error,info,verbose"},
      {"stdio", "", ForLsp,
       [](Options &,
          llvm::StringRef) -> llvm::Error { return llvm::Error::success(); },
       "speak on standard input and output, as always: some clients say so"},
      {"p", "FOLDER", ForSource | ForReport | ForLsp,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.BuildFolder = V.str();
         return llvm::Error::success();
       },
       "where compile_commands.json is; otherwise it is looked for in the\n"
       "source's folder and above"},
      {"extra-arg", "FLAG", ForSource | ForReport,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.ExtraArgs.push_back(V.str());
         return llvm::Error::success();
       },
       "one flag more for the compiler, behind the others"},
      {"extra-arg-before", "FLAG", ForSource | ForReport,
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

std::string framewalk::spelled(llvm::StringRef Name) {
  return (Name.size() == 1 ? "-" : "--") + Name.str();
}

llvm::Error framewalk::usage(const std::string &Message) {
  return llvm::createStringError(Message);
}
