//===- JsonFindings.cpp ---------------------------------------------------===//

#include "Render/JsonFindings.h"

#include "Render/JsonMembers.h"

using namespace framewalk;

namespace {

class FindingWriter : JsonMembers {
public:
  FindingWriter(llvm::json::OStream &J, const TranslationUnitReport &Unit)
      : JsonMembers(J), Unit(Unit) {}

  void finding(const Finding &F) {
    J.object([&] {
      text("rule", F.RuleId);
      place(F.Position);
      endUnlessUnknown(F.PositionEnd);
      text("message", F.Message);
      text("role", name(F.Role));
      if (F.IsOwned)
        J.attribute("owned", true);
      text("variable", F.Variable);
      text("function", F.Function);
      valueOrNull("slot", F.Slot);
      J.attributeArray("trace", [&] {
        for (const TraceStep &S : F.Trace)
          J.object([&] {
            place(S.Position);
            endUnlessUnknown(S.End);
            text("message", S.Message);
            text("role", name(S.Role));
          });
      });
      text("severity", name(F.Level));
      text("fingerprint", F.Fingerprint);
      if (F.Declared.isValid())
        J.attributeObject("declared", [&] { place(F.Declared); });
      deadPlace(F);
      death(F.End);
      fixes(F.Fixes);
      if (F.Next)
        heir(*F.Next);
      else
        null("heir");
    });
  }

private:
  void place(const SourcePosition &P) {
    text("file", Unit.fileName(P.File));
    lineAndColumn(P);
  }

  void endUnlessUnknown(const SourcePosition &End) {
    if (!End.isValid())
      return;
    number("endLine", End.Line);
    number("endColumn", End.Column);
  }

  void deadPlace(const Finding &F) {
    if (!F.Place) {
      null("place");
      return;
    }
    const DeadPlace &P = *F.Place;
    J.attributeObject("place", [&] {
      operand(P.Base, P.Displacement);
      valueOrNull("cfaOffset", P.CfaOffset);
      number("size", P.Size);
      addressOrNull("virtualAddress", P.Address);
      addressOrNull("page", P.Page);
      addressOrNull("frame", P.Frame);
    });
  }

  void death(const Death &D) {
    J.attributeObject("death", [&] {
      text("cause", name(D.Cause));
      if (D.Position.isValid())
        place(D.Position);
      if (D.Instruction.empty())
        return;
      J.attributeObject("instruction", [&] {
        number("address", D.CodeOffset);
        text("text", D.Instruction);
      });
    });
  }

  void fixes(const std::vector<FixHint> &Fixes) {
    J.attributeArray("fixes", [&] {
      for (const FixHint &Fix : Fixes)
        J.object([&] {
          text("title", Fix.Title);
          J.attributeArray("edits", [&] {
            for (const TextEdit &E : Fix.Edits)
              J.object([&] {
                place(E.Begin);
                number("endLine", E.End.Line);
                number("endColumn", E.End.Column);
                text("replacement", E.Replacement);
              });
          });
        });
    });
  }

  void heir(const Heir &H) {
    J.attributeObject("heir", [&] {
      text("description", H.Description);
      valueOrNull("slot", H.Slot);
      text("kind", name(H.Kind));
      if (H.Kind == HeirKind::LaterCall) {
        text("caller", H.Caller);
        text("callee", H.Callee);
        J.attributeObject("call", [&] { place(H.Call); });
      }
      textUnlessEmpty("staleValue", H.StaleValue);
      J.attributeArray("parts", [&] {
        for (const HeirPart &P : H.Parts)
          J.object([&] {
            number("offset", P.Offset);
            number("size", P.Size);
            text("kind", name(P.Kind));
            text("owner", P.Owner);
            text("function", P.Function);
            text("variable", P.Variable);
            valueOrNull("cfaOffset", P.CfaOffset);
            text("written", name(P.Written));
          });
      });
    });
  }

  const TranslationUnitReport &Unit;
};

} // namespace

void framewalk::writeFindingJson(llvm::json::OStream &J,
                                 const TranslationUnitReport &Unit,
                                 const Finding &F) {
  FindingWriter(J, Unit).finding(F);
}
