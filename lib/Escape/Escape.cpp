//===- Escape.cpp - From the AST to the findings --------------------------===//
#include "Escape/Escape.h"
#include "Escape/Analysis.h"
#include "Escape/CodeOutline.h"
#include "Escape/HarmlessPlaces.h"
#include "Escape/IrEmission.h"
#include "Escape/Reachability.h"
#include "Escape/Reports.h"
#include "Escape/ReturnPlaces.h"
#include "Escape/SourceHints.h"
#include "Escape/SourceRanges.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/Diagnostic.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/CrashRecoveryContext.h"

using namespace clang;

namespace framewalk {

namespace escape {
namespace {

void analyze(llvm::Module &Module, const OwnerTable &Owners,
             const SourceHints &Hints, EscapeResult &Result) {
  ModuleContext Context(Module.getDataLayout(), Owners);
  analyzeModule(Module, Context,
                [&](const llvm::Function &F, const Observations &Seen) {
                  report(F, Seen, Context, Hints, Result.Findings);
                });
  llvm::append_range(Result.Findings, Hints.Possible);
}

/// Most units have nothing to report: that shows at half the cost.
bool isFree(CompilerInstance &Instance, ASTContext &Context,
            llvm::function_ref<void(ASTConsumer &)> Replay) {
  bool Result = false;
  withModule(Instance, Context, Replay, DebugInfo::None,
             [&](llvm::Module &Module, const OwnerTable &Owners) {
               Result = !isSuspicious(Module, Owners);
             });
  return Result;
}

} // namespace
} // namespace escape

void findEscapes(CompilerInstance &Instance, ASTContext &Context,
                 llvm::function_ref<void(ASTConsumer &)> Replay,
                 const EscapeRequest &Request, EscapeResult &Result) {
  auto Generate = [&] {
    escape::SourceHints Hints = escape::readSourceHints(Context);
    if (Hints.Possible.empty() && Request.Doubted.empty() &&
        escape::isFree(Instance, Context, Replay))
      return;
    bool IsDone = escape::withModule(
        Instance, Context, Replay, escape::DebugInfo::Full,
        [&](llvm::Module &Module, const escape::OwnerTable &Owners) {
          escape::analyze(Module, Owners, Hints, Result);
          bool HasFindings =
              !Result.Findings.empty() || !Request.Doubted.empty();
          if (Request.WantsOutline && HasFindings)
            Result.Outline = escape::outlineOf(Module);
        });
    escape::placeAtReturns(Context, Result.Findings);
    escape::addRanges(Context, Result.Findings);
    escape::sortFindings(Result.Findings);
    if (!IsDone)
      Result.Notes.push_back("no intermediate code could be made, so that only "
                             "clang's own diagnostics are here");
  };
  if (Context.getDiagnostics().hasFatalErrorOccurred()) {
    Result.Notes.push_back("after a fatal error only the parser's own warnings "
                           "are here: nothing was analysed");
    return;
  }
  if (!Context.getDiagnostics().hasErrorOccurred()) {
    Result.Harmless = escape::unreachablePlaces(Context, Request.Doubted);
    llvm::append_range(Result.Harmless,
                       escape::harmlessPlaces(Context, Request.Doubted));
    return Generate();
  }
  Result.Notes.push_back("the file does not compile: functions with errors are "
                         "not analysed, and findings have no frames");
  // Code generation does not expect what errors leave behind.
  llvm::CrashRecoveryContext Recovery;
  if (!Recovery.RunSafely(Generate)) {
    Result.Findings.clear();
    Result.Notes.push_back("the file has errors that keep its functions from "
                           "being analysed");
  }
}

} // namespace framewalk
