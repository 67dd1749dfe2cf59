//===- AttachedCompile.cpp ------------------------------------------------===//
#include "Frontend/AttachedCompile.h"

#include "Frontend/AstFacts.h"
#include "Frontend/DiagnosticCollector.h"
#include "Frontend/LateConsumer.h"
#include "Frontend/LifetimeWarnings.h"
#include "Frontend/SkippedRanges.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/Basic/TargetOptions.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/ADT/DenseSet.h"

using namespace clang;

namespace framewalk {

/// Keeps what clang says, and passes on what it would have said without us.
struct AttachedCompile::Listener final : DiagnosticConsumer {
  Listener(DiagnosticsEngine &Engine, CompileResult &Result)
      : Collector(Result.Facts, Result.RenderedDiagnostics),
        User(Engine.getClient()), OwnedUser(Engine.takeClient()) {}

  void BeginSourceFile(const LangOptions &Language,
                       const Preprocessor *Preprocessor) override {
    User->BeginSourceFile(Language, Preprocessor);
  }
  void EndSourceFile() override { User->EndSourceFile(); }
  void finish() override { User->finish(); }
  void clear() override {
    DiagnosticConsumer::clear();
    User->clear();
  }
  bool IncludeInDiagnosticCounts() const override {
    return User->IncludeInDiagnosticCounts();
  }

  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    if (IsListening)
      Collector.HandleDiagnostic(Level, Info);
    if (Level != DiagnosticsEngine::Note)
      IsOurs = Unasked.contains(Info.getID());
    if (IsOurs)
      return;
    DiagnosticConsumer::HandleDiagnostic(Level, Info); // counts
    User->HandleDiagnostic(Level, Info);
  }

  DiagnosticCollector Collector;
  DiagnosticConsumer *User;
  std::unique_ptr<DiagnosticConsumer> OwnedUser;
  llvm::DenseSet<unsigned> Unasked;
  bool IsListening = true;
  /// Of the last diagnostic that is no note: its notes follow it.
  bool IsOurs = false;
};

/// Turns on what the user has off; never as an error, -Werror or not. The
/// numbers of the diagnostics are returned.
static llvm::DenseSet<unsigned> enableQuietly(DiagnosticsEngine &Engine) {
  constexpr auto Flavor = diag::Flavor::WarningOrError;
  llvm::DenseSet<unsigned> Unasked;
  for (llvm::StringRef Group : lifetimeWarnings()) {
    llvm::SmallVector<diag::kind, 8> Members;
    Engine.getDiagnosticIDs()->getDiagnosticsInGroup(Flavor, Group, Members);
    const bool IsOff = llvm::all_of(Members, [&](diag::kind Id) {
      return Engine.isIgnored(Id, SourceLocation());
    });
    if (!IsOff)
      continue;
    Engine.setSeverityForGroup(Flavor, Group, diag::Severity::Warning);
    Engine.setDiagnosticGroupWarningAsError(Group, false);
    Unasked.insert(Members.begin(), Members.end());
  }
  return Unasked;
}

AttachedCompile::AttachedCompile(CompilerInstance &Instance,
                                 const CompileOptions &Options)
    : Instance(Instance), Options(Options) {
  Result.Target = Instance.getTargetOpts().Triple;
  DiagnosticsEngine &Engine = Instance.getDiagnostics();
  const bool Owns = true;
  Diagnostics = new Listener(Engine, Result);
  Engine.setClient(Diagnostics, Owns);
  Diagnostics->Collector.BeginSourceFile(Instance.getLangOpts(),
                                         &Instance.getPreprocessor());
  if (Options.LifetimeWarnings) {
    enableLifetimeSafety(Instance.getInvocation());
    Diagnostics->Unasked = enableQuietly(Engine);
  }
  collectSkippedRanges(Instance, Result.Facts);
}

AttachedCompile::~AttachedCompile() = default;

std::unique_ptr<ASTConsumer> AttachedCompile::takeConsumer() {
  auto Consumer = std::make_unique<LateConsumer>(
      Instance, Options, Result.Facts, std::make_unique<ASTConsumer>());
  Parsed = Consumer.get();
  return Consumer;
}

void AttachedCompile::replay(ASTConsumer &To) const { Parsed->replay(To); }

void AttachedCompile::collectFacts(ASTContext &Context) {
  collectSourceFacts(Context, Options, Result.Facts);
}

CompileResult AttachedCompile::takeResult() {
  Diagnostics->IsListening = false;
  Result.Compiled = !Instance.getDiagnostics().hasErrorOccurred();
  return std::move(Result);
}

} // namespace framewalk
