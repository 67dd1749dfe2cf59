//===- Json.cpp - The report for programs ---------------------------------===//
//
// A large translation unit has some hundred thousand accesses, so this streams:
// no value is built before it is written.
//
//===----------------------------------------------------------------------===//

#include "Render/Json.h"

#include "Render/JsonFindings.h"
#include "Render/JsonFunction.h"
#include "Render/JsonMembers.h"

#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

class ReportWriter : JsonMembers {
public:
  explicit ReportWriter(llvm::json::OStream &J) : JsonMembers(J) {}

  void report(std::string_view Target,
              llvm::ArrayRef<TranslationUnitReport> Units) {
    J.object([&] {
      text("schema", JsonSchema);
      text("target", Target);
      J.attributeArray("units", [&] {
        for (const TranslationUnitReport &U : Units)
          unit(U);
      });
    });
  }

private:
  void unit(const TranslationUnitReport &U) {
    J.object([&] {
      text("source", U.Source);
      text("target", U.Target);
      texts("flags", U.Flags);
      texts("notes", U.Notes);
      J.attributeArray("functions", [&] {
        for (const FunctionReport &F : U.Functions)
          writeFunctionJson(J, U, F);
      });
      J.attributeArray("walks", [&] {
        for (size_t I = 0; I < U.Walks.size(); ++I)
          walk(I, U.Walks[I]);
      });
      J.attributeObject("image", [&] { image(U.Image); });
      J.attributeObject("process", [&] { programMemory(U.Memory); });
      J.attributeArray("findings", [&] {
        for (const Finding &F : U.Findings)
          writeFindingJson(J, U, F);
      });
      J.attributeArray("suppressed", [&] {
        for (const Finding &F : U.Suppressed)
          writeFindingJson(J, U, F);
      });
      if (!U.Lines.empty())
        J.attributeArray("lines", [&] {
          for (const QuotedLine &L : U.Lines)
            quotedLine(U, L);
        });
    });
  }

  void quotedLine(const TranslationUnitReport &U, const QuotedLine &L) {
    J.object([&] {
      text("file", U.fileName(L.File));
      number("line", L.Number);
      text("text", L.Text);
    });
  }

  void walk(size_t Id, const PageWalk &W) {
    J.object([&] {
      number("id", Id);
      hex("page", W.Page.Value);
      J.attributeArray("steps", [&] {
        for (const PageWalkStep &S : W.Steps)
          J.object([&] {
            number("level", S.Level);
            hex("table", S.Table.Value);
            number("index", S.Index);
            hex("entry", S.Entry);
            texts("flags", S.Flags);
          });
      });
      hex("frame", W.Frame.Value);
      if (!W.Fault) {
        null("fault");
        return;
      }
      J.attributeObject("fault", [&] {
        number("vector", W.Fault->Vector);
        number("errorCode", W.Fault->ErrorCode);
        hex("cr2", W.Fault->Cr2.Value);
        text("kernel", W.Fault->Kernel);
      });
    });
  }

  void image(const ProgramImage &Image) {
    J.attributeArray("sections", [&] {
      for (const ImageSection &S : Image.Sections)
        J.object([&] {
          text("name", S.Name);
          text("kind", name(S.Kind));
          number("size", S.Size);
          number("align", S.Align);
        });
    });
  }
};

} // namespace

void framewalk::writeReportJson(llvm::json::OStream &J, std::string_view Target,
                                llvm::ArrayRef<TranslationUnitReport> Units) {
  ReportWriter(J).report(Target, Units);
}

void framewalk::renderJson(const ReportDocument &Document,
                           llvm::raw_ostream &OS) {
  llvm::json::OStream J(OS);
  writeReportJson(J, Document.Target, Document.Units);
  OS << '\n';
}

void framewalk::renderFunctionJson(const TranslationUnitReport &Unit,
                                   const FunctionReport &F,
                                   llvm::raw_ostream &OS) {
  llvm::json::OStream J(OS);
  writeFunctionJson(J, Unit, F);
}
