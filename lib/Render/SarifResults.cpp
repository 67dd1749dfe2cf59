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
      const std::vector<Sentence> Flow = placedFlow(F);
      // Nothing to follow in what is only the finding's own place.
      const bool HasFlow = Flow.size() > 1;
      if (HasFlow)
        codeFlow(Flow);
      relatedLocations(F, HasFlow);
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
  /// Steps of a flow are places.
  static std::vector<Sentence> placedFlow(const Finding &F) {
    std::vector<Sentence> Flow = flowOf(F);
    llvm::erase_if(Flow,
                   [](const Sentence &S) { return !S.Position.isValid(); });
    return Flow;
  }

  void codeFlow(const std::vector<Sentence> &Flow) {
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

  /// What the flow does not tell: chains of calls are long, and code scanning
  /// shows no related location that the message has no link to.
  void relatedLocations(const Finding &F, bool HasFlow) {
    J.attributeArray("relatedLocations", [&] {
      uint32_t Id = 0;
      for (const Sentence &S : sentencesOf(F)) {
        const bool IsInFlow =
            HasFlow && S.Kind != SentenceKind::Heir && S.Position.isValid();
        if (IsInFlow)
          continue;
        J.object([&] {
          number("id", Id++);
          Places.physicalLocation(Unit, S.Position, S.End);
          message(S.Text);
        });
      }
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
