//===- LifetimeWarnings.cpp -----------------------------------------------===//
#include "Frontend/LifetimeWarnings.h"

#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/PreprocessorOptions.h"

static bool readsOtherCompilations(const clang::CompilerInvocation &Clang) {
  const clang::HeaderSearchOptions &Headers = Clang.getHeaderSearchOpts();
  return !Clang.getPreprocessorOpts().ImplicitPCHInclude.empty() ||
         !Clang.getFrontendOpts().ModuleFiles.empty() ||
         !Headers.PrebuiltModuleFiles.empty() ||
         !Headers.PrebuiltModulePaths.empty();
}

void framewalk::enableLifetimeSafety(clang::CompilerInvocation &Clang) {
  clang::LangOptions &Language = Clang.getLangOpts();
  if (!Language.CPlusPlus || readsOtherCompilations(Clang))
    return;
  Language.EnableLifetimeSafety = true;
  Language.EnableLifetimeSafetyInference = true;
}
