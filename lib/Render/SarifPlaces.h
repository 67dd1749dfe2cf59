//===- SarifPlaces.h - Files, and places in them, for SARIF ---------------===//
#pragma once

#include "Model/ReportDocument.h"
#include "Render/SarifMembers.h"
#include "Support/SourceLines.h"

#include <map>

namespace framewalk {

/// All files that a run names, by number, and the places in them.
class SarifPlaces : SarifMembers {
public:
  /// \p Root is that of SarifOptions.
  SarifPlaces(llvm::json::OStream &J, const ReportDocument &Document,
              const std::string &Root);

  /// The members "originalUriBaseIds" and "artifacts" of the run.
  void files();

  /// The member "physicalLocation". \p End as of TraceStep.
  void physicalLocation(const TranslationUnitReport &Unit,
                        const SourcePosition &P,
                        const SourcePosition &End = {});
  /// The member "artifactLocation": the file alone.
  void artifactLocation(const TranslationUnitReport &Unit,
                        const SourcePosition &P);
  /// 3.30.6: the column of a region counts UTF-16 code units, from 1.
  uint32_t column(const TranslationUnitReport &Unit, const SourcePosition &P);

private:
  struct Artifact {
    std::string Uri;
    /// Of originalUriBaseIds; null: the URI is absolute.
    const char *Base = nullptr;
    bool IsTarget = false;
  };

  Artifact artifact(const std::string &File) const;
  uint32_t numberOf(const std::string &File);
  void location(uint32_t File);
  std::string_view lineAt(const TranslationUnitReport &Unit,
                          const SourcePosition &P);
  uint32_t behindToken(const TranslationUnitReport &Unit,
                       const SourcePosition &P);
  void region(const TranslationUnitReport &Unit, const SourcePosition &P,
              const SourcePosition &End);

  const std::string &Root;
  std::vector<Artifact> Artifacts;
  std::map<std::string, uint32_t> NumberOfFile;
  SourceLines Lines;
};

} // namespace framewalk
