//===- CodeSelection.cpp --------------------------------------------------===//
//
// Without optimisation, what is generated of a function depends on others'
// declarations, linkage included. Their bodies matter in two ways: where
// exceptions are on, clang looks whether a callee that it has made code of can
// throw; and bodies of always_inline functions become part of others, which
// whoever chooses the symbols must know. So bodies are taken out of the IR, as
// a first pass over it; and where there are no exceptions they do not even get
// there.
//
//===----------------------------------------------------------------------===//
#include "Frontend/CodeSelection.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/CodeGenOptions.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"

#include <memory>

using namespace clang;

namespace framewalk {

namespace {

/// Only C, where a name is a symbol, and whose functions stand in one list.
/// Static functions are generated for what refers to them, which may be gone:
/// those that stay are told to.
void emptyBodies(const llvm::StringSet<> &Symbols, ASTContext &Context) {
  for (Decl *D : Context.getTranslationUnitDecl()->decls()) {
    auto *Function = dyn_cast<FunctionDecl>(D);
    if (!Function || !Function->doesThisDeclarationHaveABody() ||
        !Function->getIdentifier())
      continue;
    if (Function->hasAttr<AsmLabelAttr>() ||
        !Symbols.contains(Function->getName())) {
      if (Function->isUsed() && !Function->hasAttr<UsedAttr>())
        Function->addAttr(UsedAttr::CreateImplicit(Context));
      continue;
    }
    const Stmt &Body = *Function->getBody();
    Function->setBody(CompoundStmt::Create(Context, {}, FPOptionsOverride(),
                                           Body.getBeginLoc(),
                                           Body.getEndLoc()));
  }
}

class DropBodies : public llvm::PassInfoMixin<DropBodies> {
public:
  explicit DropBodies(std::shared_ptr<const llvm::StringSet<>> Symbols)
      : Symbols(std::move(Symbols)) {}

  llvm::PreservedAnalyses run(llvm::Module &Module,
                              llvm::ModuleAnalysisManager &) {
    // An alias is one of a definition.
    llvm::SmallPtrSet<const llvm::GlobalObject *, 8> Aliased;
    for (const llvm::GlobalAlias &A : Module.aliases())
      Aliased.insert(A.getAliaseeObject());
    for (const llvm::GlobalIFunc &I : Module.ifuncs())
      Aliased.insert(I.getResolverFunction());
    for (llvm::Function &F : Module) {
      if (F.isDeclaration() || Aliased.contains(&F) ||
          !Symbols->contains(F.getName()))
        continue;
      bool IsOfThisObject = F.isDSOLocal();
      F.deleteBody();
      F.setComdat(nullptr);
      F.setDSOLocal(IsOfThisObject);
    }
    return llvm::PreservedAnalyses::none();
  }

  static bool isRequired() { return true; }

private:
  std::shared_ptr<const llvm::StringSet<>> Symbols;
};

} // namespace

void leaveOut(const llvm::StringSet<> &Symbols, ASTContext &Context,
              CompilerInstance &Instance) {
  CodeGenOptions &Options = Instance.getCodeGenOpts();
  if (Options.OptimizationLevel > 0 || Symbols.empty())
    return;
  const LangOptions &Language = Context.getLangOpts();
  if (!Language.CPlusPlus && !Language.Exceptions)
    emptyBodies(Symbols, Context);
  auto Shared = std::make_shared<const llvm::StringSet<>>(Symbols);
  Options.PassBuilderCallbacks.push_back([Shared](llvm::PassBuilder &Builder) {
    Builder.registerPipelineStartEPCallback(
        [Shared](llvm::ModulePassManager &Passes, llvm::OptimizationLevel) {
          Passes.addPass(DropBodies(Shared));
        });
  });
}

} // namespace framewalk
