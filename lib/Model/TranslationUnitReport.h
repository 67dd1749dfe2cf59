//===- TranslationUnitReport.h - What every renderer reads ----------------===//
#pragma once

#include "Model/Access.h"
#include "Model/Finding.h"
#include "Model/FrameLayout.h"
#include "Model/Instruction.h"
#include "Model/LocalVariable.h"
#include "Model/MemoryTouch.h"
#include "Model/PageWalk.h"
#include "Model/ProgramImage.h"
#include "Model/ProgramMemory.h"

#include <map>
#include <string>
#include <vector>

namespace framewalk {

/// Instructions that belong together: [Begin, End) in
/// FunctionReport::Instructions.
struct InstructionRange {
  InstructionId Begin;
  InstructionId End;
};

/// A `return` of the source, and how its code leaves the function.
struct ReturnSite {
  /// From the keyword to the byte before the semicolon.
  SourceRange Statement;
  /// Those that debug info puts there; none where they were merged with others.
  std::vector<InstructionId> Instructions;
  /// Indices into FunctionReport::Epilogues: where those instructions lead.
  std::vector<uint32_t> Epilogues;
};

struct FunctionReport {
  std::string Name; ///< qualified, as the source has it
  /// "int sum(int n, char c)"; empty: unknown.
  std::string Signature;
  std::string LinkageName; ///< the symbol
  SourcePosition Position; ///< of the name
  SourceRange Body;
  FrameLayout Frame;
  std::vector<LocalVariable> Variables;
  std::vector<Instruction> Instructions; ///< all of them, by address
  /// More than one piece where the prologue is shrink-wrapped.
  std::vector<InstructionRange> Prologue;
  std::vector<InstructionRange> Epilogues;
  std::vector<ReturnSite> Returns; ///< by source position
  std::vector<Lifetime> Lifetimes;
  std::vector<Access> Accesses; ///< by source position
  /// Every touch of memory by its instructions, in their order.
  std::vector<MemoryTouch> Memory;
  /// In the instructions' order; then those that the source has without a call.
  std::vector<HeapCall> HeapCalls;
  std::vector<CallSite> Calls; ///< in the instructions' order
  StackRoom Stack;
  /// The fetch of its first instruction; unset: it has no instructions.
  std::optional<AccessWalk> Fetch;
  /// What is special about this frame, each a sentence: "naked: ...".
  std::vector<std::string> Notes;

  /// Null: there is no such variable.
  const LocalVariable *variable(VariableId Id) const {
    return Id.Value < Variables.size() ? &Variables[Id.Value] : nullptr;
  }
};

/// An error of the compiler, for which there is no object.
struct CompilerError {
  SourcePosition Position;
  std::string Message;
};

/// A line of a source, for readers that do not have the file.
struct QuotedLine {
  FileId File;
  uint32_t Number = 0;
  std::string Text;
};

struct TranslationUnitReport {
  std::string Source; ///< as given on the command line
  std::string Target; ///< triple
  std::vector<std::string> Flags;
  /// FileId indexes this.
  std::vector<std::string> Files;
  /// Where the texts of files are that go by a name of another kind, for
  /// renderers that quote them; no part of a report.
  std::map<std::string, std::string> FoundAt;
  std::vector<FunctionReport> Functions; ///< by source position
  std::vector<PageWalk> Walks;
  ProgramImage Image;
  /// The process after every function has run, one after the other.
  ProgramMemory Memory;
  std::vector<Finding> Findings;
  /// Findings that a NOLINT comment hides.
  std::vector<Finding> Suppressed;
  /// Lines that the findings speak of, where the report is to be read apart
  /// from the sources; by file and number.
  std::vector<QuotedLine> Lines;
  /// About the whole unit: "-g was added ...".
  std::vector<std::string> Notes;
  /// Why there is no code; empty where the source compiled.
  std::vector<CompilerError> Errors;

  /// Of a file that is not known, that of the source.
  const std::string &fileName(FileId File) const {
    return File.Value < Files.size() ? Files[File.Value] : Source;
  }
};

} // namespace framewalk
