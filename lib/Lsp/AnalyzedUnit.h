//===- AnalyzedUnit.h - A report and the text that it speaks of -----------===//
//
// AnalyzedUnit is what one analysis leaves: it never changes, and every request
// that needs it shares it. DocumentView is how a document that is open in an
// editor sees it: in the client's units of columns, and, where the text has
// moved on since (it does not compile at the moment), in lines that have not
// changed.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Lsp/Features/Depths.h"
#include "Lsp/Features/LineMap.h"
#include "Lsp/Features/TextLines.h"
#include "Model/TranslationUnitReport.h"

#include "llvm/Support/LSP/Protocol.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

struct AnalyzedUnit {
  TranslationUnitReport Report;
  /// Absolute; the document's.
  std::string File;
  /// Where Report.Files are relative to.
  std::string Directory;
  /// That the compiler was given for File.
  std::string Text;

  /// Made when it is first asked for.
  const UnitDepths &depths() const;

private:
  mutable std::once_flag DepthsMade;
  mutable std::optional<UnitDepths> Depths;
};

/// Whether a report is that of the text as it is now.
enum class Freshness : uint8_t {
  Fresh,
  Kept, ///< of the last version that compiled
};

class DocumentView {
public:
  /// \p Text is the document's now. Where it is not the one that was analysed,
  /// \p State must be Kept.
  DocumentView(std::shared_ptr<const AnalyzedUnit> Unit,
               llvm::lsp::URIForFile Uri, std::string_view Text,
               PositionEncoding Encoding, Freshness State = Freshness::Fresh);

  const TranslationUnitReport &report() const { return Unit->Report; }
  const AnalyzedUnit &unit() const { return *Unit; }
  const llvm::lsp::URIForFile &uri() const { return Uri; }
  bool isKept() const { return State == Freshness::Kept; }

  /// \p P was written in this document.
  bool isHere(const SourcePosition &P) const {
    return MainFile && P.isValid() && P.File == *MainFile;
  }
  /// The place in the report that the client's \p P is; unset: on a line that
  /// the report knows nothing of.
  std::optional<SourcePosition> fromClient(llvm::lsp::Position P) const;
  /// Unset: not in this document, or on a line that has changed since.
  std::optional<llvm::lsp::Position> toClient(const SourcePosition &P) const;
  /// From \p Begin to the byte before \p End.
  std::optional<llvm::lsp::Range> toClient(const SourcePosition &Begin,
                                           const SourcePosition &End) const;
  /// The name, number or sign that begins at \p Begin.
  std::optional<llvm::lsp::Range> tokenAt(const SourcePosition &Begin) const;
  /// Its text.
  std::string_view tokenText(const SourcePosition &Begin) const;
  /// Where the token begins that \p P is in, or stands right behind.
  SourcePosition tokenAround(const SourcePosition &P) const;
  /// A line of the text that was analysed, from 1, without its end.
  std::string_view line(uint32_t Number) const {
    return AnalysedLines.line(Number);
  }
  /// The same in any file, for what else there is to know of a finding.
  std::optional<llvm::lsp::Location>
  locationOf(const SourcePosition &Begin, const SourcePosition &End = {}) const;

private:
  std::string pathOf(FileId File) const;

  std::shared_ptr<const AnalyzedUnit> Unit;
  llvm::lsp::URIForFile Uri;
  PositionEncoding Encoding;
  Freshness State;
  /// Of Unit->Text.
  TextLines AnalysedLines;
  std::optional<FileId> MainFile;
  LineMap Moved;
};

} // namespace framewalk
