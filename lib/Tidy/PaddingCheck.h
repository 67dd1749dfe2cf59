//===- PaddingCheck.h - framewalk-padding ---------------------------------===//
#pragma once

#include "clang-tidy/ClangTidyCheck.h"
#include "llvm/ADT/MapVector.h"

#include <vector>

namespace framewalk::tidy {

/// The compiler chooses the order of locals in a frame, the programmer that of
/// a record's members: records that would be smaller with their members in
/// another order, and the locals that would be smaller with them.
class PaddingCheck final : public clang::tidy::ClangTidyCheck {
public:
  PaddingCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context)
      : ClangTidyCheck(Name, Context),
        Threshold(Options.get("Threshold", uint64_t(8))) {}

  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Stored) override {
    Options.store(Stored, "Threshold", Threshold);
  }
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void
  check(const clang::ast_matchers::MatchFinder::MatchResult &Match) override;
  void onEndOfTranslationUnit() override;

private:
  void report(const clang::RecordDecl &Record);
  void noteLocals(const clang::RecordDecl &Record, uint64_t Saved);

  const uint64_t Threshold; ///< bytes saved in one object, at least
  clang::ASTContext *Ast = nullptr;
  std::vector<const clang::RecordDecl *> Records;
  /// By the record that they, or their elements, are.
  llvm::MapVector<const clang::RecordDecl *,
                  std::vector<const clang::VarDecl *>>
      Locals;
};

} // namespace framewalk::tidy
