//===- UnitAnswers.h - What an analysed text answers to the client --------===//
#pragma once

#include "Lsp/AnalyzedUnit.h"
#include "Lsp/Features/FeatureOptions.h"
#include "Support/UnsavedFiles.h"

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace framewalk {

/// How its client sees a document.
struct ClientView {
  llvm::lsp::URIForFile Uri;
  PositionEncoding Encoding = PositionEncoding::Utf16;
  FeatureOptions Options;
  ClientAbilities Abilities;
};

/// Answers requests of the protocol for one report; on several threads, as long
/// as the text stays the same.
class UnitAnswers {
public:
  /// \p Unsaved are the texts that the report was made of.
  UnitAnswers(std::shared_ptr<const AnalyzedUnit> Unit, ClientView View,
              const UnsavedFiles &Unsaved);

  /// The document's text is no longer the one that was analysed. \p Text must
  /// stay.
  void setText(std::string_view Text);

  llvm::Expected<llvm::json::Value>
  answer(llvm::StringRef Method, const llvm::json::Value &Params) const;
  llvm::json::Array diagnosticsNow() const;
  const TranslationUnitReport &report() const { return Unit->Report; }

private:
  llvm::Expected<llvm::json::Value>
  hover(const llvm::json::Value &Params) const;
  llvm::Expected<llvm::json::Value>
  hints(const llvm::json::Value &Params) const;
  llvm::Expected<llvm::json::Value>
  actions(const llvm::json::Value &Params) const;
  llvm::Expected<llvm::json::Value>
  frame(const llvm::json::Value &Params) const;
  llvm::Expected<llvm::json::Value>
  openReport(const llvm::json::Value &Params) const;
  llvm::json::Value lenses() const;
  llvm::json::Value symbols() const;

  std::shared_ptr<const AnalyzedUnit> Unit;
  ClientView View;
  const UnsavedFiles &Unsaved;
  DocumentView Document;
};

/// Somebody looks at the screen and waits.
bool isForCursor(llvm::StringRef Method);

/// What requests without an answer get: null or an empty list.
llvm::StringRef nothingFor(llvm::StringRef Method);

} // namespace framewalk
