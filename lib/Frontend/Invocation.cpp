//===- Invocation.cpp - From a compile command to a cc1 invocation --------===//
#include "Frontend/Invocation.h"

#include "Frontend/CommandFlags.h"

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/TargetOptions.h"
#include "clang/Driver/Compilation.h"
#include "clang/Driver/Driver.h"
#include "clang/Driver/Tool.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "clang/Options/Options.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace clang;

namespace framewalk {

namespace {

constexpr char AddedDebugInfo[] =
    "-g was added: frames are shown as compiled with debug information, which "
    "at -O1 and up can differ in a few offsets from a build without";

bool isHeader(StringRef File) {
  StringRef Extension = sys::path::extension(File);
  return StringSwitch<bool>(Extension)
      .Cases({".h", ".hh", ".hpp", ".hxx", ".H", ".h++"}, true)
      .Default(false);
}

bool isCxxCompiler(StringRef Compiler) {
  return sys::path::filename(Compiler).contains("++");
}

/// "--target=arm-none-eabi" of a compiler called arm-none-eabi-gcc-12: what it
/// compiles for is in its name. Empty: it is not.
std::string targetFlag(StringRef Compiler) {
  StringRef Name = sys::path::filename(Compiler);
  for (StringRef Suffix : {"-gcc", "-g++", "-clang", "-cc", "-c++"}) {
    size_t At = Name.find(Suffix);
    if (At != Name.npos &&
        Triple(Name.take_front(At)).getArch() != Triple::UnknownArch)
      return ("--target=" + Name.take_front(At)).str();
  }
  return "";
}

/// The user's flags, less those that ask for another product than an object
/// and, from a database, those that clang does not know.
class FlagFilter {
public:
  FlagFilter(const CompileCommand &Command, Invocation &Result)
      : Command(Command), Result(Result) {}

  Error run() {
    unsigned MissingIndex = 0, MissingCount = 0;
    SmallVector<const char *, 32> Pointers;
    for (const std::string &Flag : Command.Flags)
      Pointers.push_back(Flag.c_str());
    opt::InputArgList Args =
        getDriverOptTable().ParseArgs(Pointers, MissingIndex, MissingCount,
                                      opt::Visibility(options::ClangOption));
    if (Error E = checkResponseFiles(Args))
      return E;
    std::vector<bool> Dropped(Command.Flags.size());
    for (const opt::Arg *A : Args)
      if (shouldDrop(*A))
        for (unsigned I = 0; I < wordCount(Args, *A); ++I)
          Dropped[A->getIndex() + I] = true;
    for (size_t I = 0; I < Command.Flags.size(); ++I)
      if (!Dropped[I])
        Result.Flags.push_back(Command.Flags[I]);
    addDebugInfo(Args);
    return Error::success();
  }

private:
  /// Whoever read the command has put what these files hold in place of their
  /// names: one that is left could not be read.
  Error checkResponseFiles(const opt::InputArgList &Args) const {
    for (const opt::Arg *A : Args.filtered(options::OPT_INPUT)) {
      StringRef Name = A->getValue();
      SmallString<256> Path;
      if (!Name.consume_front("@"))
        continue;
      if (!sys::path::is_absolute(Name))
        Path = Command.Directory;
      sys::path::append(Path, Name);
      if (std::error_code Why =
              sys::fs::access(Path, sys::fs::AccessMode::Exist))
        return createStringError(
            formatv("the command for '{0}' takes flags from '{1}', which "
                    "cannot be read: {2}",
                    Command.File, Name, Why.message()));
    }
    return Error::success();
  }

  bool shouldDrop(const opt::Arg &A) {
    const opt::Option &O = A.getOption();
    if (isAboutOutput(O))
      return true;
    if (O.matches(options::OPT_flto) || O.matches(options::OPT_flto_EQ)) {
      note("{0} is left out: with it the linker, not the compiler, lays out "
           "the frames",
           A);
      return true;
    }
    if (!Command.FromDatabase)
      return false;
    if (O.matches(options::OPT_UNKNOWN)) {
      note("{0} is left out: clang does not know it", A);
      return true;
    }
    // The file itself is named apart.
    return O.matches(options::OPT_INPUT) && Command.File == A.getValue();
  }

  void note(const char *Format, const opt::Arg &A) {
    Result.Notes.push_back(formatv(Format, Command.Flags[A.getIndex()]).str());
  }

  void addDebugInfo(const opt::InputArgList &Args) {
    const opt::Arg *Last = Args.getLastArg(options::OPT_g_Group);
    if (Last && !Last->getOption().matches(options::OPT_g0))
      return;
    Result.Flags.push_back("-g");
    Result.Notes.push_back(AddedDebugInfo);
  }

  const CompileCommand &Command;
  Invocation &Result;
};

const clang::driver::Command *
clangJob(const clang::driver::Compilation &Compilation) {
  for (const clang::driver::Command &Job : Compilation.getJobs())
    if (StringRef(Job.getCreator().getName()) == "clang")
      return &Job;
  return nullptr;
}

/// Keeps the compilation from writing anything but the object, which goes to
/// memory, and from leaking what a process that goes on must free.
void keepInMemory(CompilerInvocation &Clang, bool IsLast) {
  Clang.getFrontendOpts().DisableFree = IsLast;
  Clang.getFrontendOpts().ShowStats = false;
  Clang.getFrontendOpts().StatsFile.clear();
  Clang.getFrontendOpts().OutputFile = "-";
  Clang.getDependencyOutputOpts() = DependencyOutputOptions();
  Clang.getDiagnosticOpts().DiagnosticLogFile.clear();
  Clang.getDiagnosticOpts().DiagnosticSerializationFile.clear();
  CodeGenOptions &CodeGen = Clang.getCodeGenOpts();
  CodeGen.DisableFree = IsLast;
  CodeGen.CoverageNotesFile.clear();
  CodeGen.CoverageDataFile.clear();
  CodeGen.OptRecordFile.clear();
  CodeGen.SplitDwarfOutput.clear();
  CodeGen.SplitDwarfFile.clear();
  CodeGen.StackUsageOutput.clear();
  // The names of compiler temporaries: "ref.tmp", "saved_stack".
  CodeGen.DiscardValueNames = false;
}

Error checkTarget(const CompilerInvocation &Clang) {
  Triple Target(Clang.getTargetOpts().Triple);
  bool IsX86 =
      Target.getArch() == Triple::x86 || Target.getArch() == Triple::x86_64;
  if (IsX86 && Target.isOSBinFormatELF() && !Target.isX32())
    return Error::success();
  return createStringError(formatv(
      "the target {0} is not supported: framewalk explains x86-64 and i386 "
      "(-m64, -m32) in ELF objects",
      Target.str()));
}

/// Of variables, too: -gline-tables-only has none.
bool hasDebugInfo(const CodeGenOptions &CodeGen) {
  return CodeGen.getDebugInfo() > codegenoptions::DebugLineTablesOnly;
}

/// As -g does.
void addDebugInfo(CompilerInvocation &Clang, Invocation &Result) {
  CodeGenOptions &CodeGen = Clang.getCodeGenOpts();
  if (hasDebugInfo(CodeGen))
    return;
  CodeGen.setDebugInfo(codegenoptions::DebugInfoConstructor);
  if (!CodeGen.DwarfVersion)
    CodeGen.DwarfVersion = 5;
  CodeGen.DebugKeyInstructions = CodeGen.OptimizationLevel > 0;
  Result.Flags.push_back("-g");
  Result.Notes.push_back(AddedDebugInfo);
}

/// The frames are laid out here, not by the linker.
void withoutLinkTimeCode(CodeGenOptions &CodeGen) {
  CodeGen.PrepareForLTO = false;
  CodeGen.PrepareForThinLTO = false;
  CodeGen.LTOUnit = false;
  CodeGen.FatLTO = false;
}

/// What -Werror refuses has an object all the same.
void withoutWerror(DiagnosticOptions &Diagnostics) {
  llvm::erase_if(Diagnostics.Warnings, [](StringRef Warning) {
    return Warning == "error" || Warning.starts_with("error=");
  });
}

/// clang-tidy runs the command with -fsyntax-only, and clang's cc1 has the same
/// options with it and without.
Expected<Invocation> adopt(const CompileCommand &Command, bool IsLast) {
  Invocation Result;
  Result.Flags = Command.Flags;
  Result.IsHeader = isHeader(Command.File);
  auto Clang = std::make_shared<CompilerInvocation>(*Command.Ready);
  if (Error E = checkTarget(*Clang))
    return std::move(E);
  FrontendOptions &Frontend = Clang->getFrontendOpts();
  Frontend.ProgramAction = frontend::EmitObj;
  // This is how a plugin that is loaded knows that it is not asked.
  Frontend.Plugins.clear();
  Frontend.AddPluginActions.clear();
  Clang->getPreprocessorOpts().SetUpStaticAnalyzer = false;
  withoutWerror(Clang->getDiagnosticOpts());
  withoutLinkTimeCode(Clang->getCodeGenOpts());
  addDebugInfo(*Clang, Result);
  keepInMemory(*Clang, IsLast);
  Result.Clang = std::move(Clang);
  return Result;
}

} // namespace

bool makesExplainableObject(const CompilerInvocation &Clang) {
  if (Error Unsupported = checkTarget(Clang)) {
    consumeError(std::move(Unsupported));
    return false;
  }
  return Clang.getFrontendOpts().ProgramAction == frontend::EmitObj;
}

bool hasDebugInfo(const CompilerInvocation &Clang) {
  return hasDebugInfo(Clang.getCodeGenOpts());
}

Expected<Invocation> createInvocation(const CompileCommand &Command,
                                      bool IsLast,
                                      IntrusiveRefCntPtr<vfs::FileSystem> Files,
                                      DiagnosticConsumer &Diagnostics) {
  if (Command.Ready)
    return adopt(Command, IsLast);
  Invocation Result;
  if (Error E = FlagFilter(Command, Result).run())
    return std::move(E);

  DiagnosticOptions Options;
  DiagnosticsEngine Engine(DiagnosticIDs::create(), Options, &Diagnostics,
                           /*ShouldOwnClient=*/false);
  clang::driver::Driver Driver(FRAMEWALK_CLANG, sys::getDefaultTargetTriple(),
                               Engine, "framewalk", Files);
  Driver.setCheckInputsExist(false);
  Driver.setProbePrecompiled(false);

  bool IsCxx = isCxxCompiler(Command.Compiler);
  std::vector<const char *> Arguments = {FRAMEWALK_CLANG, "-c"};
  if (IsCxx)
    Arguments.push_back("--driver-mode=g++");
  const std::string Target = targetFlag(Command.Compiler);
  if (!Target.empty())
    Arguments.push_back(Target.c_str());
  for (const std::string &Flag : Result.Flags)
    Arguments.push_back(Flag.c_str());
  bool HasLanguage = false;
  for (const std::string &Flag : Result.Flags)
    HasLanguage |= StringRef(Flag).starts_with("-x");
  if (isHeader(Command.File) && !HasLanguage) {
    Result.IsHeader = true;
    bool AsCxx = IsCxx || !StringRef(Command.File).ends_with(".h");
    Arguments.push_back(AsCxx ? "-xc++" : "-xc");
    Result.Notes.push_back(
        formatv("{0} is a header, compiled on its own as {1}; name the source "
                "that includes it, with --all, to see it as it is used",
                Command.File, AsCxx ? "C++" : "C (-xc++ for C++)"));
  }
  Arguments.push_back("--");
  Arguments.push_back(Command.File.c_str());

  std::unique_ptr<clang::driver::Compilation> Compilation(
      Driver.BuildCompilation(Arguments));
  if (!Compilation || Compilation->containsError() || Engine.hasErrorOccurred())
    return Result;
  const clang::driver::Command *Job = clangJob(*Compilation);
  if (!Job)
    return createStringError(
        formatv("'{0}' is no C or C++ source by its name; -x c or -x c++ in "
                "the flags says what it is",
                Command.File));
  auto Clang = std::make_shared<CompilerInvocation>();
  if (!CompilerInvocation::CreateFromArgs(
          *Clang, ArrayRef(Job->getArguments()).drop_front(), Engine,
          FRAMEWALK_CLANG))
    return Result;
  if (Error E = checkTarget(*Clang))
    return std::move(E);
  keepInMemory(*Clang, IsLast);
  Result.Clang = std::move(Clang);
  return Result;
}

} // namespace framewalk
