//===- Sarif.cpp ----------------------------------------------------------===//
//
// Sections are those of SARIF 2.1.0 (OASIS standard, 27 March 2020).
//
//===----------------------------------------------------------------------===//

#include "Render/Sarif.h"

#include "Render/SarifPlaces.h"
#include "Render/SarifResults.h"
#include "Render/SarifRules.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

using namespace framewalk;

namespace {

constexpr const char *SchemaUri =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json";

/// A finding, and the unit that has it.
struct Result {
  const TranslationUnitReport *Unit;
  const Finding *Of;
  bool IsSuppressed;

  /// What goes first where there is not room for all goes last here.
  int rank() const {
    return IsSuppressed ? 2 : Of->Level == Severity::Note ? 1 : 0;
  }
};

/// Findings, and those that a comment hides: warnings, then notes, then what
/// is hidden, as many as there is room for; in the order of the units.
std::vector<Result> chooseResults(const ReportDocument &Document, size_t Most) {
  std::vector<Result> All;
  for (const TranslationUnitReport &U : Document.Units) {
    for (const Finding &F : U.Findings)
      All.push_back({&U, &F, /*IsSuppressed=*/false});
    for (const Finding &F : U.Suppressed)
      All.push_back({&U, &F, /*IsSuppressed=*/true});
  }
  std::array<size_t, 3> Room;
  for (int Rank = 0; Rank < 3; ++Rank) {
    const size_t Count =
        llvm::count_if(All, [&](const Result &R) { return R.rank() == Rank; });
    Room[Rank] = std::min(Count, Most);
    Most -= Room[Rank];
  }
  llvm::erase_if(All, [&](const Result &R) {
    if (Room[R.rank()] == 0)
      return true;
    --Room[R.rank()];
    return false;
  });
  return All;
}

size_t countFindings(const ReportDocument &Document) {
  size_t Count = 0;
  for (const TranslationUnitReport &U : Document.Units)
    Count += U.Findings.size() + U.Suppressed.size();
  return Count;
}

class LogWriter : SarifMembers {
public:
  LogWriter(llvm::json::OStream &J, const ReportDocument &Document,
            const SarifOptions &Options)
      : SarifMembers(J), Document(Document), Options(Options),
        Places(J, Document, Options.Root) {}

  void log(const std::vector<Result> &Results) {
    J.object([&] {
      text("$schema", SchemaUri);
      text("version", "2.1.0");
      J.attributeArray("runs", [&] { J.object([&] { run(Results); }); });
    });
  }

private:
  void run(const std::vector<Result> &Results) {
    J.attributeObject("tool", [&] {
      J.attributeObject("driver", [&] {
        text("name", "framewalk");
        text("version", Options.ToolVersion);
        text("semanticVersion", Options.ToolVersion);
        J.attributeBegin("rules");
        writeSarifRules(J);
        J.attributeEnd();
      });
    });
    const size_t LeftOut = countFindings(Document) - Results.size();
    J.attributeArray("invocations", [&] {
      J.object([&] {
        J.attribute("executionSuccessful", Options.Failures.empty());
        if (!Options.Failures.empty() || LeftOut)
          J.attributeArray("toolExecutionNotifications",
                           [&] { notifications(LeftOut); });
      });
    });
    Places.files();
    text("columnKind", "utf16CodeUnits");
    J.attributeArray("results", [&] {
      for (const Result &R : Results)
        writeSarifResult(J, Places, *R.Unit, *R.Of, R.IsSuppressed);
    });
  }

  void notifications(size_t LeftOut) {
    for (const std::string &Failure : Options.Failures)
      notification("error", Failure);
    if (LeftOut)
      notification("warning",
                   fmt::format("{} results are left out: code scanning takes "
                               "at most {}, and {} MB packed",
                               LeftOut, Options.MostResults,
                               Options.MostPackedBytes >> 20));
    for (const TranslationUnitReport &U : Document.Units)
      for (const CompilerError &E : U.Errors)
        J.object([&] {
          text("level", "error");
          message(E.Message);
          J.attributeArray("locations", [&] {
            J.object([&] { Places.physicalLocation(U, E.Position); });
          });
        });
  }

  void notification(const char *Level, const std::string &Text) {
    J.object([&] {
      text("level", Level);
      message(Text);
    });
  }

  const ReportDocument &Document;
  const SarifOptions &Options;
  SarifPlaces Places;
};

} // namespace

/// As gzip makes it, less its header.
static size_t packedSize(llvm::StringRef Text) {
  llvm::SmallVector<uint8_t, 0> Packed;
  llvm::compression::zlib::compress(llvm::arrayRefFromStringRef(Text), Packed);
  return Packed.size();
}

void framewalk::renderSarif(const ReportDocument &Document,
                            llvm::raw_ostream &OS,
                            const SarifOptions &Options) {
  for (size_t Most = Options.MostResults;;) {
    std::string Text;
    llvm::raw_string_ostream Stream(Text);
    const std::vector<Result> Results = chooseResults(Document, Most);
    llvm::json::OStream J(Stream);
    LogWriter(J, Document, Options).log(Results);
    Stream << '\n';
    const size_t Limit = Options.MostPackedBytes;
    const bool MayPack = llvm::compression::zlib::isAvailable();
    const size_t Size = Text.size() <= Limit || !MayPack ? 0 : packedSize(Text);
    if (Size <= Limit || Results.empty()) {
      OS << Text;
      return;
    }
    // Results differ in size: a little fewer than the share that would fit.
    Most = size_t(double(Results.size()) * double(Limit) / double(Size) * 0.9);
  }
}
