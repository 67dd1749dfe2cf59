//===- Sarif.cpp ----------------------------------------------------------===//
//
// Sections are those of SARIF 2.1.0 (OASIS standard, 27 March 2020).
//
//===----------------------------------------------------------------------===//

#include "Render/Sarif.h"

#include "Render/FindingWords.h"
#include "Render/JsonMembers.h"
#include "Support/SourceLines.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Compression.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <fmt/format.h>

#include <map>
#include <set>

using namespace framewalk;

namespace {

constexpr const char *SchemaUri =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json";
constexpr const char *RootId = "%SRCROOT%";
constexpr const char *HeadersId = "HEADERS";

/// RFC 3986: what a path may hold as it is.
std::string encoded(llvm::StringRef Path) {
  std::string Text;
  for (char C : Path)
    if (llvm::isAlnum(C) || llvm::StringRef("-._~/!$&'()*+,;=@").contains(C))
      Text += C;
    else
      Text += fmt::format("%{:02X}", static_cast<unsigned char>(C));
  return Text;
}

struct Artifact {
  std::string Uri;
  /// Of originalUriBaseIds; null: the URI is absolute.
  const char *Base = nullptr;
  bool IsTarget = false;
};

/// "framewalk-dangling-out-parameter" is DanglingOutParameter to readers.
std::string ruleName(llvm::StringRef Id) {
  Id.consume_front("framewalk-");
  std::string Name;
  llvm::SmallVector<llvm::StringRef> Words;
  Id.split(Words, '-');
  for (llvm::StringRef W : Words)
    Name += llvm::toUpper(W.front()) + W.drop_front().str();
  return Name;
}

/// The weakness in MITRE's list: 562 is the return of a stack variable's
/// address, 825 the use of an expired pointer, 416 of freed memory.
const char *weakness(llvm::StringRef Id) {
  if (Id == "framewalk-dangling-return")
    return "external/cwe/cwe-562";
  if (Id == "framewalk-dangling-view")
    return "external/cwe/cwe-416";
  return "external/cwe/cwe-825";
}

class Writer : JsonMembers {
public:
  Writer(const ReportDocument &Document, llvm::raw_ostream &OS,
         const SarifOptions &Options, size_t MostResults)
      : JsonMembers(OS), Document(Document), Options(Options),
        MostResults(MostResults) {}

  size_t resultCount() const { return Chosen.size(); }

  void document() {
    rememberLines();
    chooseResults();
    collectArtifacts();
    J.object([&] {
      text("$schema", SchemaUri);
      text("version", "2.1.0");
      J.attributeArray("runs", [&] { J.object([&] { run(); }); });
    });
  }

private:
  void rememberLines() {
    for (const TranslationUnitReport &U : Document.Units)
      for (const QuotedLine &L : U.Lines)
        if (L.File.Value < U.Files.size())
          Lines.remember(U.Files[L.File.Value], L.Number, L.Text);
  }

  std::string_view lineAt(const SourcePosition &P) {
    return Options.Root.empty() ? Lines.remembered(fileName(P), P.Line)
                                : Lines.line(fileName(P), P.Line);
  }

  //===--- Results --------------------------------------------------------===//

  /// Findings, and those that a comment hides: warnings, then notes, then what
  /// is hidden, as many as there is room for.
  void chooseResults() {
    for (int Rank = 0; Rank < 3; ++Rank)
      forEachFinding([&](const Finding &F, bool IsSuppressed) {
        const int Own = IsSuppressed ? 2 : F.Level == Severity::Note ? 1 : 0;
        if (Own == Rank && Chosen.size() < MostResults)
          Chosen.insert(&F);
      });
    forEachFinding(
        [&](const Finding &F, bool) { LeftOut += Chosen.count(&F) ? 0 : 1; });
  }

  /// In the order of the units.
  template <typename Visitor> void forEachFinding(Visitor Visit) {
    for (const TranslationUnitReport &U : Document.Units) {
      Unit = &U;
      for (const Finding &F : U.Findings)
        Visit(F, /*IsSuppressed=*/false);
      for (const Finding &F : U.Suppressed)
        Visit(F, /*IsSuppressed=*/true);
    }
  }

  //===--- Artifacts ------------------------------------------------------===//

  std::string absolutePath(llvm::StringRef File) const {
    llvm::SmallString<128> Path;
    if (!llvm::sys::path::is_absolute(File))
      Path = Options.Root;
    llvm::sys::path::append(Path, File);
    llvm::sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
    return std::string(Path);
  }

  uint32_t artifactOf(const std::string &File) {
    auto [It, IsNew] = IndexOfFile.try_emplace(File, 0);
    if (!IsNew)
      return It->second;
    std::string Path = absolutePath(File);
    Artifact New;
    llvm::StringRef Rest = Path;
    if (Rest.consume_front("<")) {
      // A header as it is included: below one of the system's folders.
      New.Uri = encoded(Rest.rtrim('>'));
      New.Base = HeadersId;
    } else if (!llvm::sys::path::is_absolute(Path) ||
               (Rest.consume_front(Options.Root) && Rest.consume_front("/"))) {
      New.Base = RootId;
      New.Uri = encoded(Rest);
    } else {
      New.Uri = "file://" + encoded(Path);
    }
    for (uint32_t I = 0; I < Artifacts.size(); ++I)
      if (Artifacts[I].Uri == New.Uri && Artifacts[I].Base == New.Base)
        return It->second = I;
    Artifacts.push_back(std::move(New));
    return It->second = uint32_t(Artifacts.size() - 1);
  }

  void collectArtifacts() {
    for (const TranslationUnitReport &U : Document.Units)
      Artifacts[artifactOf(U.Source)].IsTarget = true;
    for (const TranslationUnitReport &U : Document.Units) {
      Unit = &U;
      for (const CompilerError &E : U.Errors)
        artifactOf(fileName(E.Position));
    }
    forEachFinding([&](const Finding &F, bool) {
      artifactOf(fileName(F.Position));
      for (const Sentence &S : sentencesOf(F))
        artifactOf(fileName(S.Position));
    });
  }

  std::string fileName(const SourcePosition &P) const {
    return P.isValid() && P.File.Value < Unit->Files.size()
               ? Unit->Files[P.File.Value]
               : Unit->Source;
  }

  void artifactLocation(uint32_t Index) {
    const Artifact &A = Artifacts[Index];
    text("uri", A.Uri);
    if (A.Base)
      text("uriBaseId", A.Base);
    number("index", Index);
  }

  //===--- The run --------------------------------------------------------===//

  void run() {
    J.attributeObject("tool", [&] {
      J.attributeObject("driver", [&] {
        text("name", "framewalk");
        text("version", Options.ToolVersion);
        text("semanticVersion", Options.ToolVersion);
        J.attributeArray("rules", [&] {
          for (const Rule &R : rules())
            rule(R);
        });
      });
    });
    J.attributeArray("invocations", [&] {
      J.object([&] {
        J.attribute("executionSuccessful", Options.Failures.empty());
        if (!Options.Failures.empty() || LeftOut)
          J.attributeArray("toolExecutionNotifications",
                           [&] { notifications(); });
      });
    });
    J.attributeObject("originalUriBaseIds", [&] {
      J.attributeObject(RootId, [&] {
        J.attributeObject("description", [&] {
          text("text", "The folder that framewalk was run in.");
        });
      });
      if (llvm::any_of(Artifacts,
                       [](const Artifact &A) { return A.Base == HeadersId; }))
        J.attributeObject(HeadersId, [&] {
          J.attributeObject("description", [&] {
            text("text", "The folders that the compiler looks for headers in.");
          });
        });
    });
    J.attributeArray("artifacts", [&] {
      for (uint32_t I = 0; I < Artifacts.size(); ++I)
        J.object([&] {
          J.attributeObject("location", [&] { artifactLocation(I); });
          if (Artifacts[I].IsTarget)
            J.attributeArray("roles", [&] { string("analysisTarget"); });
        });
    });
    text("columnKind", "utf16CodeUnits");
    J.attributeArray("results", [&] {
      forEachFinding([&](const Finding &F, bool IsSuppressed) {
        if (Chosen.count(&F))
          result(F, IsSuppressed);
      });
    });
  }

  void notification(const char *Level, const std::string &Text) {
    J.object([&] {
      text("level", Level);
      message(Text);
    });
  }

  void message(std::string_view Text, llvm::StringRef Key = "message") {
    J.attributeObject(Key, [&] { text("text", Text); });
  }

  void rule(const Rule &R) {
    J.object([&] {
      text("id", R.Id);
      text("name", ruleName(R.Id));
      message(R.Summary, "shortDescription");
      message(fmt::format("{} {}", R.Summary, R.Advice), "fullDescription");
      J.attributeObject("help", [&] {
        text("text", fmt::format("{}\n\n{}\n\nTo hide one finding, put // "
                                 "NOLINT({}) behind its line.",
                                 R.Summary, R.Advice, R.Id));
        text("markdown",
             fmt::format("{}\n\n**What to do:** {}\n\nTo hide one finding, put "
                         "`// NOLINT({})` behind its line.",
                         R.Summary, R.Advice, R.Id));
      });
      J.attributeObject("defaultConfiguration",
                        [&] { text("level", name(R.Level)); });
      J.attributeObject("properties", [&] {
        bool IsDangling = R.Id.find("dangling") != R.Id.npos;
        J.attributeArray("tags", [&] {
          if (!IsDangling)
            return string("maintainability");
          string("correctness");
          string("security");
          string(weakness(R.Id));
        });
        text("precision", IsDangling ? "high" : "very-high");
        text("problem.severity", IsDangling ? "error" : "recommendation");
        if (IsDangling)
          text("security-severity", "7.5");
      });
    });
  }

  void notifications() {
    for (const std::string &Failure : Options.Failures)
      notification("error", Failure);
    if (LeftOut)
      notification("warning",
                   fmt::format("{} results are left out: code scanning takes "
                               "at most {}, and {} MB packed",
                               LeftOut, Options.MostResults,
                               Options.MostPackedBytes >> 20));
    for (const TranslationUnitReport &U : Document.Units) {
      Unit = &U;
      for (const CompilerError &E : U.Errors)
        J.object([&] {
          text("level", "error");
          message(E.Message);
          J.attributeArray("locations", [&] {
            J.object([&] { physicalLocation(E.Position); });
          });
        });
    }
  }

  //===--- Places ---------------------------------------------------------===//

  /// 3.30.6: the column of a region counts UTF-16 code units, from 1.
  uint32_t column(const SourcePosition &P) {
    return 1 + utf16Units(lineAt(P), P.Column ? P.Column - 1 : 0);
  }

  /// Behind the identifier or the one character at \p P.
  uint32_t behindToken(const SourcePosition &P) {
    std::string_view Line = lineAt(P);
    size_t At = P.Column ? P.Column - 1 : 0;
    if (At >= Line.size())
      return column(P);
    size_t End = At;
    // Letters beyond ASCII are letters of identifiers.
    while (End < Line.size() &&
           (llvm::isAlnum(Line[End]) || Line[End] == '_' || (Line[End] & 0x80)))
      ++End;
    if (End == At)
      ++End;
    return 1 + utf16Units(Line, uint32_t(End));
  }

  void region(const SourcePosition &P, const SourcePosition &End) {
    number("startLine", P.Line);
    number("startColumn", column(P));
    if (!End.isValid()) {
      if (!lineAt(P).empty()) // else nobody knows where the word ends
        number("endColumn", behindToken(P));
      return;
    }
    if (End.Line != P.Line)
      number("endLine", End.Line);
    number("endColumn", column(End));
  }

  void physicalLocation(const SourcePosition &P,
                        const SourcePosition &End = {}) {
    J.attributeObject("physicalLocation", [&] {
      J.attributeObject("artifactLocation",
                        [&] { artifactLocation(artifactOf(fileName(P))); });
      if (!P.isValid())
        return;
      J.attributeObject("region", [&] { region(P, End); });
      std::string_view Line = lineAt(P);
      // 3.29.5: it must hold the region, which may go on behind this line.
      if (!Line.empty() && (!End.isValid() || End.Line == P.Line))
        J.attributeObject("contextRegion", [&] {
          number("startLine", P.Line);
          message(Line, "snippet");
        });
    });
  }

  //===--- A result -------------------------------------------------------===//

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
          physicalLocation(F.Position, F.PositionEnd);
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
                    physicalLocation(S.Position, S.End);
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
          physicalLocation(S.Position, S.End);
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
        J.attributeObject("artifactLocation", [&] {
          artifactLocation(artifactOf(fileName(Edits.front()->Begin)));
        });
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
        number("startColumn", column(E.Begin));
        number("endLine", E.End.Line);
        number("endColumn", column(E.End));
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

  const ReportDocument &Document;
  const SarifOptions &Options;
  const size_t MostResults;
  const TranslationUnitReport *Unit = nullptr;
  std::set<const Finding *> Chosen;
  size_t LeftOut = 0;
  std::vector<Artifact> Artifacts;
  std::map<std::string, uint32_t> IndexOfFile;
  SourceLines Lines;
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
    Writer W(Document, Stream, Options, Most);
    W.document();
    Stream << '\n';
    const size_t Limit = Options.MostPackedBytes;
    const bool MayPack = llvm::compression::zlib::isAvailable();
    const size_t Size = Text.size() <= Limit || !MayPack ? 0 : packedSize(Text);
    if (Size <= Limit || W.resultCount() == 0) {
      OS << Text;
      return;
    }
    // Results differ in size: a little fewer than the share that would fit.
    Most = size_t(double(W.resultCount()) * double(Limit) / double(Size) * 0.9);
  }
}
