//===- Analysis.cpp -------------------------------------------------------===//
#include "Escape/Analysis.h"

#include "Escape/Confirmation.h"
#include "Escape/Exceptions.h"
#include "Escape/Flow.h"
#include "Escape/FunctionFrame.h"

#include "llvm/ADT/SCCIterator.h"
#include "llvm/Analysis/CallGraph.h"
#include "llvm/IR/Function.h"
#include "llvm/IR/Module.h"

using namespace llvm;

namespace framewalk::escape {

/// Functions that call each other are looked at twice, so that each knows the
/// others; where there are more of them than that, once.
constexpr size_t MostTwice = 60;

/// A coroutine's frame is no stack frame, and a container's methods are known
/// by their roles.
static bool isAnalyzed(const Function &F, const OwnerTable &Owners) {
  auto Declared = Owners.find(F.getName());
  if (Declared != Owners.end() && Declared->second.InSystemHeader &&
      Declared->second.Role != OwnerRole::None)
    return false;
  return !F.isDeclaration() && !F.isPresplitCoroutine() &&
         !F.hasFnAttribute(Attribute::Naked);
}

// Each waits for the next: a chain of them must not fill the stack.
constexpr unsigned MostWaiting = 16;

const Summary *summaryNow(const Function &F, ModuleContext &Context) {
  if (const Summary *Known = Context.summaryOf(F))
    return Known;
  if (!isAnalyzed(F, Context.Owners) || Context.Waiting == MostWaiting)
    return nullptr;
  Context.Summaries[&F] = std::make_unique<Summary>();
  ++Context.Waiting;
  Observations Unused;
  auto New = std::make_unique<Summary>(analyzeFunction(F, Context, Unused));
  --Context.Waiting;
  return (Context.Summaries[&F] = std::move(New)).get();
}

const Summary *summaryWith(const Function &F, const Callbacks &Given,
                           ModuleContext &Context) {
  const Summary *Known = Context.summaryOf(F);
  if (Context.Waiting == MostWaiting)
    return Known;
  auto [Entry, IsNew] = Context.WithCallbacks.try_emplace({&F, Given}, *Known);
  if (IsNew) {
    ++Context.Waiting;
    Observations Unused;
    Summary New = analyzeFunction(F, Context, Unused, Given);
    --Context.Waiting;
    Entry->second = std::move(New);
  }
  return &Entry->second;
}

/// What was seen in a function, and what its callers see of it; the sink may
/// change both. False: the others are not to be analysed.
using FunctionSink = function_ref<bool(Function &, Observations &, Summary &)>;

static void analyzeEach(Module &Module, ModuleContext &Context,
                        FunctionSink Sink) {
  CallGraph Graph(Module);
  for (auto Component = scc_begin(&Graph); !Component.isAtEnd(); ++Component) {
    SmallVector<Function *, 4> Functions;
    for (const CallGraphNode *Node : *Component)
      if (Function *F = Node->getFunction();
          F && isAnalyzed(*F, Context.Owners))
        Functions.push_back(F);
    bool HasCycle = Component.hasCycle();
    if (HasCycle)
      for (Function *F : Functions)
        Context.Summaries[F] = std::make_unique<Summary>();
    unsigned Rounds = HasCycle && Functions.size() <= MostTwice ? 2 : 1;
    for (unsigned Round = 1; Round <= Rounds; ++Round)
      for (Function *F : Functions) {
        Observations Seen;
        auto New =
            std::make_unique<Summary>(analyzeFunction(*F, Context, Seen));
        bool GoesOn = Round < Rounds || Sink(*F, Seen, *New);
        Context.Summaries[F] = std::move(New);
        if (!GoesOn)
          return;
      }
  }
}

void analyzeModule(
    Module &Module, ModuleContext &Context,
    function_ref<void(const Function &, const Observations &)> Report) {
  analyzeEach(Module, Context,
              [&](Function &F, Observations &Seen, Summary &New) {
                if (!Seen.all().empty())
                  Seen = confirm(F, Context, Seen, New);
                Report(F, Seen);
                return true;
              });
}

bool isSuspicious(Module &Module, const OwnerTable &Owners) {
  ModuleContext Context(Module.getDataLayout(), Owners);
  auto ReadsDebugInfo = [](const Function &F) {
    return mayHaveBlocks(F) || mayCatchPointer(F);
  };
  bool Result = any_of(Module, ReadsDebugInfo);
  if (!Result)
    analyzeEach(Module, Context,
                [&](Function &, Observations &Seen, Summary &) {
                  Result = !Seen.all().empty();
                  return !Result;
                });
  return Result;
}

} // namespace framewalk::escape
