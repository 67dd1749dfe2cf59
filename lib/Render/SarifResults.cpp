//===- SarifResults.cpp ---------------------------------------------------===//

#include "Render/SarifResults.h"

#include "Render/FindingWords.h"

#include "llvm/ADT/STLExtras.h"

#include <map>

using namespace framewalk;

namespace {

class ResultWriter : SarifMembers {
public:
  ResultWriter(llvm::json::OStream &J, SarifPlaces &Places,
               const TranslationUnitReport &Unit)
      : SarifMembers(J), Places(Places), Unit(Unit) {}

  void result(const Finding &F, bool IsSuppressed) {
    J.object([&] {
      text("ruleId", F.RuleId);
      const Rule *R = findRule(F.RuleId);
      if (R)
        number("ruleIndex", R - rules().data());
      text("level", name(F.Level));
      message(F.Message);
      J.attributeArray("locations", [&] {
        J.object([&] {
          Places.physicalLocation(Unit, F.Position, F.PositionEnd);
          if (!F.Function.empty())
            J.attributeArray("logicalLocations", [&] {
              J.object([&] {
                text("fullyQualifiedName", F.Function);
                text("kind", "function");
              });
            });
        });
      });
      codeFlow(F);
      relatedLocations(F);
      fixes(F);
      J.attributeObject("partialFingerprints",
                        [&] { text("framewalkFinding/v1", F.Fingerprint); });
      // 3.27.23: on all results of a run or on none.
      J.attributeArray("suppressions", [&] {
        if (IsSuppressed)
          J.object([&] { text("kind", "inSource"); });
      });
      properties(F);
    });
  }

private:
  void codeFlow(const Finding &F) {
    std::vector<Sentence> Flow = flowOf(F);
    llvm::erase_if(Flow,
                   [](const Sentence &S) { return !S.Position.isValid(); });
    if (Flow.size() < 2)
      return; // nothing beside the finding's own place
    J.attributeArray("codeFlows", [&] {
      J.object([&] {
        J.attributeArray("threadFlows", [&] {
          J.object([&] {
            J.attributeArray("locations", [&] {
              for (const Sentence &S : Flow)
                J.object([&] {
                  J.attributeObject("location", [&] {
                    Places.physicalLocation(Unit, S.Position, S.End);
                    message(S.Text);
                  });
                  J.attributeArray("kinds", [&] { string(name(S.Role)); });
                  text("importance", "essential");
                });
            });
          });
        });
      });
    });
  }

  void relatedLocations(const Finding &F) {
    J.attributeArray("relatedLocations", [&] {
      uint32_t Id = 0;
      for (const Sentence &S : sentencesOf(F))
        J.object([&] {
          number("id", Id++);
          Places.physicalLocation(Unit, S.Position, S.End);
          message(S.Text);
        });
    });
  }

  void fixes(const Finding &F) {
    if (F.Fixes.empty())
      return;
    J.attributeArray("fixes", [&] {
      for (const FixHint &Fix : F.Fixes)
        J.object([&] {
          message(Fix.Title, "description");
          J.attributeArray("artifactChanges", [&] { changes(Fix); });
        });
    });
  }

  /// One for each file.
  void changes(const FixHint &Fix) {
    std::map<FileId, std::vector<const TextEdit *>> ByFile;
    for (const TextEdit &E : Fix.Edits)
      ByFile[E.Begin.File].push_back(&E);
    for (const auto &[File, Edits] : ByFile)
      J.object([&] {
        Places.artifactLocation(Unit, Edits.front()->Begin);
        J.attributeArray("replacements", [&] {
          for (const TextEdit *E : Edits)
            replacement(*E);
        });
      });
  }

  void replacement(const TextEdit &E) {
    J.object([&] {
      J.attributeObject("deletedRegion", [&] {
        number("startLine", E.Begin.Line);
        number("startColumn", Places.column(Unit, E.Begin));
        number("endLine", E.End.Line);
        number("endColumn", Places.column(Unit, E.End));
      });
      message(E.Replacement, "insertedContent");
    });
  }

  void properties(const Finding &F) {
    J.attributeObject("properties", [&] {
      textUnlessEmpty("variable", F.Variable);
      textUnlessEmpty("function", F.Function);
      if (F.Place)
        text("place", placeText(*F.Place));
      if (F.Next)
        text("heir", F.Next->Description);
    });
  }

  SarifPlaces &Places;
  const TranslationUnitReport &Unit;
};

} // namespace

void framewalk::writeSarifResult(llvm::json::OStream &J, SarifPlaces &Places,
                                 const TranslationUnitReport &Unit,
                                 const Finding &F, bool IsSuppressed) {
  ResultWriter(J, Places, Unit).result(F, IsSuppressed);
}
