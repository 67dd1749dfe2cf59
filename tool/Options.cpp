//===- Options.cpp - The command line -------------------------------------===//

#include "Options.h"

#include "CommandTable.h"
#include "OptionTable.h"

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

/// The options of \p Verb.
unsigned scopeOf(Command Verb) {
  for (const CommandSpec &C : commandTable())
    if (C.Verb == Verb)
      return C.Options;
  return ForExplain;
}

/// Splits "--name=value" and "-name"; \p Value is unset where there is no `=`.
void split(llvm::StringRef Argument, llvm::StringRef &Name,
           std::optional<llvm::StringRef> &Value) {
  Name = Argument.ltrim('-');
  if (Argument.size() > 2 && Argument.starts_with("-j") &&
      llvm::isDigit(Argument[2])) { // as make has it
    Value = Name.drop_front();
    Name = Name.take_front();
    return;
  }
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
  for (const OptionSpec &S : optionTable())
    if (unsigned D = S.Name.edit_distance(Name); D < Distance) {
      Best = &S;
      Distance = D;
    }
  return Best ? "; did you mean " + spelled(Best->Name) + "?" : "";
}

/// An option of ours among the compiler's: it has none of these names.
bool isOurs(llvm::StringRef Flag) {
  return Flag.consume_front("--") &&
         llvm::any_of(optionTable(), [&](const OptionSpec &S) {
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
    bool HasInput = !O.Files.empty() || !O.Addresses.empty() ||
                    !O.TraceFile.empty() || O.Verb == Command::Lsp ||
                    (O.Verb == Command::Report && !O.Given.empty());
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
    bool HasFindings = O.Verb == Command::Explain || O.Verb == Command::Check;
    if (O.Output == Format::Sarif && !HasFindings)
      return usage("--format=sarif is for findings: `framewalk check` and "
                   "`framewalk explain` have some");
    if (O.Output == Format::Html && O.Verb != Command::Explain &&
        O.Verb != Command::Diff)
      return usage("--format=html shows frames: `framewalk explain` and "
                   "`framewalk diff` have some");
    if (O.Verb == Command::Diff && !O.IsMissingFile)
      if (llvm::Error E = checkDiff())
        return E;
    if (!O.HtmlFolder.empty() && (has("format") || has("o")))
      return usage("--html-dir says where and in which format; " +
                   std::string(has("o") ? "-o" : "--format") +
                   " would say it otherwise");
    if (O.Output == Format::Markdown && !HasFindings && O.Verb != Command::Diff)
      return usage("--format=markdown is for `framewalk explain`, `framewalk "
                   "check` and `framewalk diff`");
    if (O.IsComment && O.Output != Format::Markdown)
      return usage("--comment goes with --format=markdown");
    if (O.Verb == Command::Report || O.Verb == Command::Merge)
      if (llvm::Error E = checkProject())
        return E;
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

  llvm::Error checkDiff() {
    const size_t Files = O.Files.size(), Sides = O.SideFlags.size();
    if (Sides != 0 && Sides != 2)
      return usage(llvm::formatv("--flags is given {0} time{1}: once for each "
                                 "of two sides",
                                 Sides, Sides == 1 ? "" : "s"));
    if (Files > 2 || (Files == 1 && Sides == 0))
      return usage("diff takes two files, or one with --flags=... "
                   "--flags=...");
    for (const std::string &File : O.Files)
      if (isSavedReport(File) && Sides)
        return usage("'" + File +
                     "' is a saved report: --flags compiles "
                     "nothing there");
    return llvm::Error::success();
  }

  llvm::Error checkProject() {
    const bool IsReport = O.Verb == Command::Report;
    if (!O.IsMissingFile && !has("o"))
      return usage("-o is missing: the folder that the reports are written to");
    if (O.OutputFile == "-")
      return usage("-o -: a folder is written, not standard output");
    if (IsReport && !O.Files.empty())
      return usage("report takes the files from a compilation database (-p), "
                   "not '" +
                   O.Files.front() +
                   "'; `framewalk explain` takes "
                   "files");
    if (O.Flags)
      return usage(IsReport ? "the flags are the database's; --extra-arg adds "
                              "some"
                            : "nothing is compiled here: no flags behind --");
    if (has("cache") && O.NoCache)
      return usage("--cache and --no-cache contradict each other");
    return llvm::Error::success();
  }

  void takeCommand() {
    if (Rest.empty())
      return;
    if (const CommandSpec *C = findCommand(Rest.front())) {
      O.Topic = C->Name.str();
      O.Verb = C->Verb;
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
    if (O.Verb == Command::Lsp)
      return usage("the editor names the files: lsp takes none");
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
    for (const OptionSpec &S : optionTable())
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

bool framewalk::isSavedReport(llvm::StringRef File) {
  return File.ends_with(".json");
}

bool FailOn::fails(const Finding &F) const {
  return (Warnings && F.Level == Severity::Warning) ||
         llvm::is_contained(Rules, F.RuleId);
}
