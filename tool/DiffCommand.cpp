//===- DiffCommand.cpp - framewalk diff -----------------------------------===//

#include "Commands.h"

#include "Pipeline/CompareFrames.h"
#include "Pipeline/Explain.h"
#include "Pipeline/FunctionFilter.h"
#include "Render/Diff.h"
#include "Render/ReadJson.h"
#include "Support/OutputFile.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace framewalk;

namespace {

/// One of the two things that are compared.
struct Side {
  std::string File;
  std::vector<std::string> Flags; ///< behind those that both have
  std::string Name;
};

std::vector<Side> sidesOf(const Options &O) {
  std::vector<Side> Sides;
  for (size_t I = 0; I < 2; ++I) {
    Side &S = Sides.emplace_back();
    S.File = S.Name = O.Files[O.Files.size() == 2 ? I : 0];
    if (O.SideFlags.empty())
      continue;
    S.Flags = O.SideFlags[I];
    S.Name += " " + llvm::join(S.Flags, " ");
  }
  return Sides;
}

class Comparison {
public:
  explicit Comparison(const Options &O) : O(O), Databases(O.BuildFolder) {}

  int run() {
    std::vector<Side> Sides = sidesOf(O);
    ReportDocument Documents[2];
    llvm::Expected<FunctionFilter> Wanted = FunctionFilter::create(O.Functions);
    if (!Wanted) {
      reportError(llvm::toString(Wanted.takeError()));
      return ExitUsage;
    }
    for (size_t I = 0; I < 2; ++I) {
      if (int Code = read(Sides[I], Documents[I]))
        return Code;
      keep(*Wanted, Documents[I]);
    }
    if (!O.Functions.empty() && !hasFunction(Documents[0]) &&
        !hasFunction(Documents[1])) {
      reportError(llvm::formatv("no function with code is called '{0}' on "
                                "either side",
                                llvm::join(O.Functions, "' or '")));
      return ExitUsage;
    }
    DiffReport Report =
        compareFrames(Documents[0], Sides[0].Name, Documents[1], Sides[1].Name);
    if (llvm::Error E = writeOutput(
            O.OutputFile, [&](llvm::raw_ostream &OS) { render(Report, OS); })) {
      reportError(llvm::toString(std::move(E)));
      return ExitUsage;
    }
    return ExitClean;
  }

private:
  /// A saved document may have all.
  static void keep(const FunctionFilter &Wanted, ReportDocument &Document) {
    for (TranslationUnitReport &Unit : Document.Units)
      llvm::erase_if(Unit.Functions, [&](const FunctionReport &F) {
        return !Wanted.matches(F.Name, F.LinkageName);
      });
  }

  static bool hasFunction(const ReportDocument &Document) {
    return llvm::any_of(Document.Units, [](const TranslationUnitReport &Unit) {
      return !Unit.Functions.empty();
    });
  }

  int read(const Side &S, ReportDocument &Document) {
    if (isSavedReport(S.File))
      return readSaved(S.File, Document);
    llvm::Expected<std::vector<CompileCommand>> Commands =
        commandsFor(O, Databases, S.File);
    if (!Commands) {
      reportError(llvm::toString(Commands.takeError()));
      return ExitNotCompiled;
    }
    CompileCommand Command = std::move(Commands->front());
    if (Commands->size() > 1)
      reportWarning(llvm::formatv("the build compiles '{0}' in {1} ways; the "
                                  "first is taken",
                                  S.File, Commands->size()));
    Command.Flags.insert(Command.Flags.end(), S.Flags.begin(), S.Flags.end());
    ExplainOptions Wanted;
    Wanted.Functions = O.Functions;
    Wanted.IncludeHeaders = O.IncludeHeaders;
    Wanted.KeepUnused = O.KeepUnused;
    llvm::Expected<ExplainResult> Result = explain(Command, Wanted);
    if (!Result) {
      reportError(llvm::toString(Result.takeError()));
      return ExitNotCompiled;
    }
    if (!Result->Compiled) {
      llvm::errs() << Result->Diagnostics;
      reportError(llvm::formatv("{0} does not compile, so there is nothing to "
                                "compare",
                                S.Name));
      return ExitNotCompiled;
    }
    Result->Report.Source = S.File;
    Document.Units.push_back(std::move(Result->Report));
    return ExitClean;
  }

  int readSaved(const std::string &File, ReportDocument &Document) {
    auto Buffer = llvm::MemoryBuffer::getFile(File);
    if (!Buffer) {
      reportError(llvm::formatv("cannot read '{0}': {1}", File,
                                Buffer.getError().message()));
      return ExitUsage;
    }
    llvm::Expected<ReportDocument> Read = readReport((*Buffer)->getBuffer());
    if (!Read) {
      reportError(llvm::formatv("'{0}' is no saved report: {1}", File,
                                llvm::toString(Read.takeError())));
      return ExitUsage;
    }
    Document = std::move(*Read);
    return ExitClean;
  }

  void render(const DiffReport &Report, llvm::raw_ostream &OS) const {
    switch (O.Output) {
    case Format::Json:
      return renderDiffJson(Report, OS);
    case Format::Markdown:
      return renderDiffMarkdown(Report, OS);
    case Format::Html:
      return renderDiffHtml(Report, OS);
    case Format::Text:
    case Format::Sarif:
      return renderDiffText(Report, OS, textOptions(O));
    }
  }

  const Options &O;
  CompileDatabases Databases;
};

} // namespace

int framewalk::runDiff(const Options &O) { return Comparison(O).run(); }
