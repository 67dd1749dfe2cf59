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
#include "clang/AST/GlobalDecl.h"
#include "clang/AST/Stmt.h"
#include "clang/Basic/CodeGenOptions.h"
#include "clang/CodeGen/ModuleBuilder.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"

#include <memory>

using namespace clang;

namespace framewalk {

namespace {

/// Whether names are symbols, functions stand in one list, and code does not
/// depend on others' bodies before it is optimised.
bool canEmptyBodies(const ASTContext &Context) {
  const LangOptions &Language = Context.getLangOpts();
  return !Language.CPlusPlus && !Language.Exceptions;
}

void forBodies(ASTContext &Context,
               llvm::function_ref<void(FunctionDecl &)> Do) {
  for (Decl *D : Context.getTranslationUnitDecl()->decls())
    if (auto *Function = dyn_cast<FunctionDecl>(D);
        Function && Function->doesThisDeclarationHaveABody() &&
        Function->getIdentifier())
      Do(*Function);
}

void emptyBody(FunctionDecl &Function) {
  const Stmt &Body = *Function.getBody();
  Function.setBody(CompoundStmt::Create(Function.getASTContext(), {},
                                        FPOptionsOverride(), Body.getBeginLoc(),
                                        Body.getEndLoc()));
}

/// Static functions are generated for what refers to them, which may be gone:
/// those that stay are told to.
void emptyBodies(const llvm::StringSet<> &Symbols, ASTContext &Context) {
  forBodies(Context, [&](FunctionDecl &Function) {
    if (!Function.hasAttr<AsmLabelAttr>() &&
        Symbols.contains(Function.getName()))
      emptyBody(Function);
    else if (Function.isUsed() && !Function.hasAttr<UsedAttr>())
      Function.addAttr(UsedAttr::CreateImplicit(Context));
  });
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
  if (canEmptyBodies(Context))
    emptyBodies(Symbols, Context);
  auto Shared = std::make_shared<const llvm::StringSet<>>(Symbols);
  Options.PassBuilderCallbacks.push_back([Shared](llvm::PassBuilder &Builder) {
    Builder.registerPipelineStartEPCallback(
        [Shared](llvm::ModulePassManager &Passes, llvm::OptimizationLevel) {
          Passes.addPass(DropBodies(Shared));
        });
  });
}

OtherBodiesEmptied::OtherBodiesEmptied(ASTContext &Context,
                                       const llvm::StringSet<> &Kept) {
  if (!canEmptyBodies(Context))
    return;
  forBodies(Context, [&](FunctionDecl &Function) {
    if (Function.hasAttr<AsmLabelAttr>() || Kept.contains(Function.getName())) {
      Others.push_back(&Function);
      return;
    }
    Emptied.emplace_back(&Function, Function.getBody());
    emptyBody(Function);
  });
}

OtherBodiesEmptied::~OtherBodiesEmptied() {
  for (auto [Function, Body] : Emptied)
    Function->setBody(Body);
}

void OtherBodiesEmptied::generate(const llvm::StringSet<> &Symbols,
                                  CodeGenerator &Code) const {
  for (FunctionDecl *Function : Others)
    if (Symbols.contains(Function->getName()))
      Code.GetAddrOfGlobal(GlobalDecl(Function), /*isForDefinition=*/true);
}

} // namespace framewalk
