//===- Compile.cpp - One run of clang, in this process --------------------===//
#include "Frontend/Compile.h"

#include "Frontend/AstFacts.h"
#include "Frontend/DiagnosticCollector.h"
#include "Frontend/FileRecorder.h"
#include "Frontend/Invocation.h"
#include "Frontend/LateConsumer.h"
#include "Frontend/LifetimeWarnings.h"
#include "Frontend/LlvmOptions.h"
#include "Frontend/SkippedRanges.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/TargetOptions.h"
#include "clang/CodeGen/CodeGenAction.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Frontend/MultiplexConsumer.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/BuryPointer.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace framewalk {

namespace {

/// Reads the AST when all of it is there.
class FactsConsumer final : public clang::ASTConsumer {
public:
  FactsConsumer(const CompileOptions &Options, SourceFacts &Facts)
      : Options(Options), Facts(Facts) {}

  void HandleTranslationUnit(clang::ASTContext &Context) override {
    if (!Context.getDiagnostics().hasErrorOccurred())
      collectSourceFacts(Context, Options, Facts);
  }

private:
  const CompileOptions &Options;
  SourceFacts &Facts;
};

/// Makes clang generate code for what the main file defines and nothing uses.
class KeepUnusedConsumer final : public clang::ASTConsumer {
public:
  bool HandleTopLevelDecl(clang::DeclGroupRef Group) override {
    for (clang::Decl *D : Group)
      if (auto *Function = dyn_cast<clang::FunctionDecl>(D))
        keep(*Function);
    return true;
  }
  void HandleInlineFunctionDefinition(clang::FunctionDecl *D) override {
    keep(*D);
  }

private:
  static void keep(clang::FunctionDecl &D) {
    clang::ASTContext &Context = D.getASTContext();
    const clang::SourceManager &Sources = Context.getSourceManager();
    if (D.isThisDeclarationADefinition() && !D.isDependentContext() &&
        !D.isConsteval() && !D.hasAttr<clang::UsedAttr>() &&
        Sources.isInMainFile(Sources.getExpansionLoc(D.getLocation())))
      D.addAttr(clang::UsedAttr::CreateImplicit(Context));
  }
};

/// clang's own action for -c with a second reader of the AST: one parse gives
/// the object and the facts.
class ExplainAction final : public clang::EmitObjAction {
public:
  ExplainAction(const CompileOptions &Options, SourceFacts &Facts,
                std::vector<std::string> &IncludeFolders)
      : Options(Options), Facts(Facts), IncludeFolders(IncludeFolders) {}

  std::unique_ptr<clang::ASTConsumer>
  CreateASTConsumer(clang::CompilerInstance &Instance,
                    StringRef File) override {
    std::unique_ptr<clang::ASTConsumer> Code =
        EmitObjAction::CreateASTConsumer(Instance, File);
    if (!Code)
      return nullptr;
    collectSkippedRanges(Instance, Facts);
    rememberIncludeFolders(Instance);
    std::vector<std::unique_ptr<clang::ASTConsumer>> Consumers;
    if (Options.KeepUnused)
      Consumers.push_back(std::make_unique<KeepUnusedConsumer>());
    // The facts first: clang clears the AST before it runs the back end
    // (-clear-ast-before-backend), which also keeps the peak of memory low.
    Consumers.push_back(std::make_unique<FactsConsumer>(Options, Facts));
    if (Options.WhenParsed)
      Code = std::make_unique<LateConsumer>(Instance, Options, Facts,
                                            std::move(Code));
    Consumers.push_back(std::move(Code));
    return std::make_unique<clang::MultiplexConsumer>(std::move(Consumers));
  }

private:
  void rememberIncludeFolders(clang::CompilerInstance &Instance) {
    for (const clang::DirectoryLookup &Lookup :
         Instance.getPreprocessor().getHeaderSearchInfo().search_dir_range()) {
      if (!Lookup.isNormalDir())
        continue;
      SmallString<256> Folder(Lookup.getName());
      (void)Instance.getVirtualFileSystem().makeAbsolute(Folder);
      sys::path::remove_dots(Folder, /*remove_dot_dot=*/true);
      IncludeFolders.push_back(std::string(Folder));
    }
  }

  const CompileOptions &Options;
  SourceFacts &Facts;
  std::vector<std::string> &IncludeFolders;
};

Error checkReadable(const CompileCommand &Command, vfs::FileSystem &Files) {
  ErrorOr<vfs::Status> Status = Files.status(Command.File);
  if (!Status)
    return createStringError(formatv("cannot read '{0}': {1}", Command.File,
                                     Status.getError().message()));
  if (Status->isDirectory())
    return createStringError(formatv(
        "'{0}' is a directory; name a C or C++ source file", Command.File));
  auto File = Files.openFileForRead(Command.File);
  if (!File)
    return createStringError(formatv("cannot read '{0}': {1}", Command.File,
                                     File.getError().message()));
  return Error::success();
}

void enableLifetimeWarnings(clang::CompilerInvocation &Clang) {
  enableLifetimeSafety(Clang);
  clang::DiagnosticOptions &Diagnostics = Clang.getDiagnosticOpts();
  if (Diagnostics.IgnoreWarnings) // -w
    Diagnostics.Warnings = {"no-everything"};
  Diagnostics.IgnoreWarnings = false;
  Diagnostics.ErrorLimit = 0; // what comes after the errors counts, too
  for (StringRef Group : lifetimeWarnings()) {
    Diagnostics.Warnings.push_back(Group.str());
    // A finding is no reason to stop, -Werror or not.
    Diagnostics.Warnings.push_back("no-error=" + Group.str());
  }
}

IntrusiveRefCntPtr<vfs::FileSystem>
overlay(IntrusiveRefCntPtr<vfs::FileSystem> Files,
        const UnsavedFiles &Unsaved) {
  auto Texts = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  for (const auto &[Path, Text] : Unsaved)
    Texts->addFileNoOwn(Path, /*ModificationTime=*/0,
                        MemoryBufferRef(Text, Path));
  auto Both = makeIntrusiveRefCnt<vfs::OverlayFileSystem>(std::move(Files));
  Both->pushOverlay(std::move(Texts));
  return Both;
}

IntrusiveRefCntPtr<vfs::FileSystem>
fileSystemFor(const CompileCommand &Command, const CompileOptions &Options) {
  if (Command.Files)
    return Command.Files;
  IntrusiveRefCntPtr<vfs::FileSystem> Files(
      vfs::createPhysicalFileSystem().release());
  if (Options.Unsaved && !Options.Unsaved->empty())
    Files = overlay(std::move(Files), *Options.Unsaved);
  if (Options.Recorder)
    Files = Options.Recorder->watch(std::move(Files));
  if (!Command.Directory.empty())
    Files->setCurrentWorkingDirectory(Command.Directory);
  return Files;
}

} // namespace

Expected<CompileResult> compile(const CompileCommand &Command,
                                const CompileOptions &Options) {
  IntrusiveRefCntPtr<vfs::FileSystem> Files = fileSystemFor(Command, Options);
  if (Error E = checkReadable(Command, *Files))
    return std::move(E);

  CompileResult Result;
  DiagnosticCollector Diagnostics(Result.Facts, Result.RenderedDiagnostics);
  Expected<Invocation> Made =
      createInvocation(Command, Options.IsLast, Files, Diagnostics);
  if (!Made)
    return Made.takeError();
  Result.Flags = std::move(Made->Flags);
  Result.Notes = std::move(Made->Notes);
  if (!Made->Clang)
    return Result;
  Result.Target = Made->Clang->getTargetOpts().Triple;
  if (Options.LifetimeWarnings) {
    enableLifetimeWarnings(*Made->Clang);
    Diagnostics.doNotPrint(lifetimeWarnings());
  }
  if (Error E = setLlvmOptions(Made->Clang->getFrontendOpts().LLVMArgs))
    return std::move(E);

  clang::CompilerInstance Instance(Made->Clang);
  Instance.setVirtualFileSystem(Files);
  Instance.createDiagnostics(&Diagnostics, /*ShouldOwnClient=*/false);
  Instance.createFileManager();
  Instance.setVerboseOutputStream(nulls()); // "2 warnings generated."
  SmallVector<char, 0> Object;
  Instance.setOutputStream(std::make_unique<raw_svector_ostream>(Object));
  CompileOptions Adapted = Options;
  Adapted.KeepUnused |= Made->IsHeader;
  auto Action = std::make_unique<ExplainAction>(Adapted, Result.Facts,
                                                Result.IncludeFolders);
  Result.Compiled = Instance.ExecuteAction(*Action) &&
                    !Instance.getDiagnostics().hasErrorOccurred();
  if (Options.IsLast) // the module's metadata alone takes long to take apart
    BuryPointer(std::move(Action));
  if (Result.Compiled && !Object.empty())
    Result.Object.assign(Object.begin(), Object.end());
  return Result;
}

} // namespace framewalk
