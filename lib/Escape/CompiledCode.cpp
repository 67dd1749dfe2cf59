//===- CompiledCode.cpp ---------------------------------------------------===//
#include "Escape/CompiledCode.h"

#include "Escape/Analysis.h"
#include "Escape/DeclarationReader.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Decl.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"

using namespace clang;

namespace framewalk {

bool makesTellingCode(const CompilerInstance &Instance) {
  const LangOptions &Language = Instance.getLangOpts();
  const CodeGenOptions &Code = Instance.getCodeGenOpts();
  const bool IsPlainC = !Language.CPlusPlus && !Language.ObjC &&
                        !Language.OpenCL && !Language.OpenMP &&
                        !Language.Blocks && Language.Sanitize.empty();
  const bool IsPlainCode = !Code.hasProfileInstr() && !Code.CoverageMapping;
  return IsPlainC && IsPlainCode && Code.OptimizationLevel > 0 &&
         !Code.DisableLifetimeMarkers && !Code.DisableLLVMPasses;
}

namespace {

using Declarations = llvm::StringMap<const FunctionDecl *>;

/// C's symbols are its identifiers, or what asm("...") says.
llvm::StringRef symbolOf(const FunctionDecl &D) {
  if (auto *Label = D.getAttr<AsmLabelAttr>())
    return Label->getLabel();
  return D.getName();
}

/// At file scope. A definition counts, or what has a prototype.
Declarations declaredIn(ASTContext &Context) {
  Declarations Result;
  for (const Decl *Each : Context.getTranslationUnitDecl()->decls())
    if (auto *D = dyn_cast<FunctionDecl>(Each)) {
      const FunctionDecl *&Known = Result[symbolOf(*D)];
      if (!Known || D->doesThisDeclarationHaveABody() ||
          !Known->hasWrittenPrototype())
        Known = D;
    }
  return Result;
}

/// findEscapes() looks at what nothing uses, too.
bool hasAllOf(const Declarations &Declared, const llvm::Module &Code,
              const SourceManager &Sources) {
  return llvm::all_of(Declared, [&](const auto &Each) {
    const FunctionDecl &D = *Each.second;
    const llvm::Function *F = Code.getFunction(Each.first());
    return !D.doesThisDeclarationHaveABody() ||
           !Sources.isInMainFile(Sources.getExpansionLoc(D.getLocation())) ||
           (F && !F->isDeclaration());
  });
}

} // namespace

bool hasNoEscapes(ASTContext &Context, llvm::Module &Code) {
  const Declarations Declared = declaredIn(Context);
  if (!hasAllOf(Declared, Code, Context.getSourceManager()))
    return false;
  escape::OwnerTable Facts;
  for (const llvm::Function &F : Code) {
    if (F.isIntrinsic())
      continue;
    const FunctionDecl *D = Declared.lookup(F.getName());
    if (!D)
      return false; // declared in a block, or clang's own
    Facts[F.getName()] = escape::factsOf(*D, F);
  }
  return !escape::isSuspicious(Code, Facts);
}

} // namespace framewalk
