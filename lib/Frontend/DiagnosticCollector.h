//===- DiagnosticCollector.h - clang's diagnostics, kept ------------------===//
#pragma once

#include "Frontend/SourceFacts.h"

#include "clang/Basic/Diagnostic.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>
#include <string>

namespace framewalk {

/// Records each diagnostic as a fact and renders it as clang prints it.
class DiagnosticCollector final : public clang::DiagnosticConsumer {
public:
  /// Both are filled while clang runs and must live as long.
  DiagnosticCollector(SourceFacts &Facts, std::string &Rendered);
  ~DiagnosticCollector() override;

  void BeginSourceFile(const clang::LangOptions &Language,
                       const clang::Preprocessor *Preprocessor) override;
  void EndSourceFile() override;
  void HandleDiagnostic(clang::DiagnosticsEngine::Level Level,
                        const clang::Diagnostic &Info) override;

  /// What has one of these flags is kept and not rendered.
  void doNotPrint(llvm::ArrayRef<llvm::StringRef> Flags) { Unprinted = Flags; }

private:
  FileId file(llvm::StringRef Name);
  SourcePosition position(const clang::Diagnostic &Info);

  SourceFacts &Facts;
  clang::DiagnosticOptions Options;
  llvm::raw_string_ostream Out;
  std::unique_ptr<clang::DiagnosticConsumer> Printer;
  llvm::ArrayRef<llvm::StringRef> Unprinted;
  /// The last diagnostic that is no note was not printed: its notes are not.
  bool IsUnprinted = false;
  unsigned Errors = 0;
};

} // namespace framewalk
