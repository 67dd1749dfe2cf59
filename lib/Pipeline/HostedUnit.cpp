//===- HostedUnit.cpp -----------------------------------------------------===//

#include "Pipeline/HostedUnit.h"

#include "Frontend/PartialCompile.h"
#include "Layout/DiagnosticFindings.h"
#include "Pipeline/FramesNeeded.h"
#include "Pipeline/UnitReport.h"

using namespace framewalk;

HostedUnit::HostedUnit(CompileCommand Command, ExplainOptions Options)
    : Command(std::move(Command)), Options(std::move(Options)) {}

void HostedUnit::parsed(clang::CompilerInstance &Instance,
                        clang::ASTContext &Context,
                        llvm::function_ref<void(clang::ASTConsumer &)> Replay,
                        SourceFacts &Facts) {
  findInParsed(Instance, Context, Replay, Options, Facts, Escapes);
  HasWarnings = !diagnosticFindings(Facts).empty();
}

void HostedUnit::listen() {
  Listening.emplace(Options.Syntax);
  Listening->keepObject();
}

void HostedUnit::watch() { Watching.emplace(); }

llvm::Expected<ExplainResult>
HostedUnit::finish(CompileResult Compiled, clang::ASTContext &Context,
                   llvm::function_ref<void(clang::ASTConsumer &)> Replay) {
  if (!Listening && !Options.FindingsOnly)
    return explain(Command, Options);
  if (Watching)
    Watching->end(); // on the thread where it began
  std::optional<llvm::Expected<ExplainResult>> Result;
  const std::string Crash =
      runSafely([&] { Result.emplace(finishHere(Compiled, Context, Replay)); });
  Listening.reset();
  Watching.reset();
  if (Crash.empty())
    return std::move(*Result);
  return llvm::createStringError("framewalk crashed: " + Crash);
}

llvm::Expected<ExplainResult>
HostedUnit::finishHere(CompileResult &Compiled, clang::ASTContext &Context,
                       llvm::function_ref<void(clang::ASTConsumer &)> Replay) {
  std::optional<CapturedUnit> Code;
  if (Listening) {
    llvm::Expected<CapturedUnit> Heard = Listening->finish();
    if (!Heard)
      return Heard.takeError();
    Code = std::move(*Heard);
  } else if (Watching && !Watching->object().empty()) {
    llvm::Expected<std::optional<CapturedUnit>> Again =
        codeAgain(Compiled.Facts, Context, Replay);
    if (!Again)
      return Again.takeError();
    Code = std::move(*Again);
  }
  Compiled.Flags = Command.Flags;
  llvm::Expected<ExplainResult> Result =
      reportUnit(Command, Options, Compiled, Escapes, std::move(Code));
  if (Result && !Listening)
    tellWhyNoPlace(Result->Report.Findings);
  return Result;
}

void HostedUnit::tellWhyNoPlace(std::vector<Finding> &Findings) const {
  for (Finding &F : Findings) {
    if (F.Place || (Watching && !Unlike.contains(F.OwnerSymbol)))
      continue;
    const std::string Object =
        F.Variable.empty() ? "the temporary" : "'" + F.Variable + "'";
    const char *Why =
        Watching ? "code generated again with debug information is not the "
                   "object's here; -g tells it"
                 : "no object is made here";
    F.Trace.insert(F.Trace.begin(),
                   {F.Declared.isValid() ? F.Declared : F.Position,
                    "where " + Object + " was is not known: " + Why});
    if (!Watching)
      return; // it is the same for all
  }
}

llvm::Expected<std::optional<CapturedUnit>>
HostedUnit::codeAgain(const SourceFacts &Facts, clang::ASTContext &Context,
                      llvm::function_ref<void(clang::ASTConsumer &)> Replay) {
  CodePart Part;
  Part.Wanted =
      framesNeeded(Watching->outline(), Facts, ownersOf(Facts, Escapes));
  if (Part.Wanted.empty())
    return std::nullopt;
  Part.Bodies = bodiesNeeded(Escapes.Outline, Watching->outline(), Part.Wanted);
  Capture Listening(Options.Syntax);
  llvm::Expected<std::string> Object =
      compilePart(Command, Context, Replay,
                  {.Wanted = Part.Wanted,
                   .Bodies = Part.Bodies,
                   .Reduce = [&](llvm::Module &Unoptimised) {
                     Watching->reduce(Unoptimised, Part);
                   }});
  if (!Object)
    return Object.takeError();
  llvm::Expected<CapturedUnit> Code = Listening.finishWith(*Object, *Watching);
  if (!Code)
    return Code.takeError();
  for (const CapturedFrame &Frame : Code->Frames)
    Part.Wanted.erase(Frame.Symbol);
  Unlike = std::move(Part.Wanted);
  return std::move(*Code);
}
