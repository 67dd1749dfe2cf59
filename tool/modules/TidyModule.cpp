//===- TidyModule.cpp - framewalk-tidy.so ---------------------------------===//
//
// clang-tidy -load=.../framewalk-tidy.so -checks=framewalk-*
//
//===----------------------------------------------------------------------===//

#include "Tidy/Checks.h"

namespace {

class FramewalkModule final : public clang::tidy::ClangTidyModule {
public:
  void
  addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) override {
    framewalk::tidy::addChecks(Factories);
  }
};

const clang::tidy::ClangTidyModuleRegistry::Add<FramewalkModule>
    Registered("framewalk-module", "Stack frames and what outlives them.");

} // namespace
