//===- Options.cpp - The command line -------------------------------------===//

#include "Options.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/StringSaver.h"

#include <optional>

using namespace framewalk;

namespace {

/// Which commands an option is for.
enum Scope : unsigned { ForExplain = 1, ForCheck = 2, ForAll = 3 };

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
                                         {"walks", Section::Walks},
                                         {"findings", Section::Findings}}))
      return E;
    O.Sections |= static_cast<unsigned>(S);
  }
  return llvm::Error::success();
}

llvm::ArrayRef<OptionSpec> specs() {
  static const OptionSpec All[] = {
      {"function", "NAME", ForExplain,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.Functions.push_back(V.str());
         return llvm::Error::success();
       },
       "only this function: a name (ns::f or f), a symbol or a glob "
       "('lua_*');\n"
       "may be given more than once"},
      {"all", "", ForAll,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.IncludeHeaders = true;
         return llvm::Error::success();
       },
       "functions in headers, too, not only those in the file itself"},
      {"unused", "", ForAll,
       [](Options &O, llvm::StringRef) -> llvm::Error {
         O.KeepUnused = true;
         return llvm::Error::success();
       },
       "static and inline functions, too, that nothing in the file uses: "
       "clang\n"
       "makes no code of them otherwise"},
      {"show", "PARTS", ForExplain, chooseSections,
       "only these parts of the text, separated by commas: frame, code,\n"
       "lifetimes, accesses, walks, findings"},
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
      {"format", "FORMAT", ForAll,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         return choose<Format>(
             "format", V, O.Output,
             {{"text", Format::Text}, {"json", Format::Json}});
       },
       "text (the default) or json"},
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
      {"p", "FOLDER", ForAll,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.BuildFolder = V.str();
         return llvm::Error::success();
       },
       "where compile_commands.json is; otherwise it is looked for in the\n"
       "source's folder and above"},
      {"extra-arg", "FLAG", ForAll,
       [](Options &O, llvm::StringRef V) -> llvm::Error {
         O.ExtraArgs.push_back(V.str());
         return llvm::Error::success();
       },
       "one flag more for the compiler, behind the others"},
      {"extra-arg-before", "FLAG", ForAll,
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
      if (llvm::Error E = Argument.starts_with("-") && Argument != "-"
                              ? option(Argument)
                              : file(Argument))
        return std::move(E);
      if (O.Verb == Command::Help || O.Verb == Command::Version)
        return O;
    }
    if (O.Files.empty()) {
      O.Verb = Command::Help;
      O.IsMissingFile = true;
    }
    if (!O.ObjectFile.empty() && O.Files.size() > 1)
      return usage("--dump-object takes the object of one source file; " +
                   std::to_string(O.Files.size()) + " are given");
    return O;
  }

private:
  llvm::StringRef take() {
    llvm::StringRef First = Rest.front();
    Rest = Rest.drop_front();
    return First;
  }

  void takeCommand() {
    if (Rest.empty())
      return;
    if (Rest.front() == "explain" || Rest.front() == "check") {
      O.Topic = Rest.front().str();
      O.Verb = O.Topic == "check" ? Command::Check : Command::Explain;
      take();
    } else if (Rest.front() == "help") {
      take();
      O.Verb = Command::Help;
      O.Topic = Rest.empty() ? "" : take().str();
      Rest = {};
      O.Files.push_back(""); // not missing: help was asked for
    }
  }

  llvm::Error file(llvm::StringRef Name) {
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
        "unknown option '{0}'{1} (flags for the compiler go behind --)",
        Argument, suggestion(Name)));
  }

  llvm::Error apply(const OptionSpec &S, std::optional<llvm::StringRef> Value) {
    unsigned Asked = O.Verb == Command::Check ? ForCheck : ForExplain;
    if ((S.For & Asked) == 0)
      return usage(llvm::formatv("{0} is not for `framewalk {1}`",
                                 spelled(S.Name), O.Topic));
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

const char *const FlagsHelp =
    R"(FLAGS are the compiler's, as you would give them to clang: -O2, -m32, -Iinclude.
Without a -- the flags come from compile_commands.json, if there is one; else
they are -O0 -g. Any argument can be in a file: @arguments.txt.
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

std::string framewalk::shortHelp() {
  return R"(usage: framewalk explain FILE... [-- FLAGS]

Shows what the compiler makes of the stack frame of each function in FILE: every
byte and why it is there, the code that sets the frame up, the life of each
variable, every access down to the simulated page walk.

  framewalk explain sum.c                       at -O0
  framewalk explain sum.c -- -O2 -Iinclude      with your own flags
  framewalk explain sum.c --function=main       one function
framewalk explain --help lists the options.
)";
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
           optionList(ForCheck) + "\n" + FlagsHelp + R"(
Exit code: 0 without findings, 1 with some, 2 for wrong usage, 3 where a source
did not compile.
)";
  return R"(framewalk explains the stack frames of C and C++ functions as clang lays them
out.

usage: framewalk explain FILE... [-- FLAGS]   frames, code, lifetimes, accesses
       framewalk check   FILE... [-- FLAGS]   pointers to dead locals
       framewalk FILE... [-- FLAGS]           the same as explain

  framewalk sum.c                        what clang -O0 makes of it
  framewalk sum.c -- -O2                 what -O2 makes of it
  framewalk sum.c --function=main        one function
  framewalk src/*.c -p build             flags from build/compile_commands.json
  framewalk sum.c --format=json -o sum.json

framewalk explain --help and framewalk check --help list the options; --version
says which clang is inside.
)";
}
