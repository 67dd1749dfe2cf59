//===- Escape.h - Pointers to dead locals ---------------------------------===//
//
// A flow-sensitive, field-sensitive, interprocedural analysis of one
// translation unit, over LLVM IR with debug information and lifetime markers,
// before any optimisation. What it finds joins what clang's own diagnostics say
// (lifetimeWarnings()), which know what the source means and not what it does.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/CodeOutline.h"
#include "Model/Finding.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>
#include <string_view>
#include <vector>

namespace clang {
class ASTConsumer;
class ASTContext;
class CompilerInstance;
} // namespace clang

namespace framewalk {

/// A place as debug information has it; line 0: unknown.
struct EscapePosition {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;

  bool isValid() const { return Line != 0; }
  friend auto operator<=>(const EscapePosition &,
                          const EscapePosition &) = default;
};

struct EscapeStep {
  EscapePosition Position;
  std::string Message;
  StepRole Role = StepRole::Note;
  EscapePosition End = {}; ///< behind the expression; invalid: unknown
};

/// A pointer that outlives the local it points to. The rule is one of Model's
/// registry; the rest is what a frame must be joined by.
struct EscapeFinding {
  std::string RuleId;
  EscapePosition Position;
  EscapePosition PositionEnd; ///< as of EscapeStep
  std::string Message;
  /// The function in which it is reported, and the one whose frame holds the
  /// local: a callee's where a stale pointer came back from it.
  std::string FunctionSymbol;
  std::string FunctionName;
  std::string OwnerSymbol;
  /// The local as the source calls it, and as code generation does: "x",
  /// "ref.tmp". A temporary has no name.
  std::string Variable;
  std::string AllocaName;
  EscapePosition Declared;
  /// Where its life ends: the brace, the return, the full expression.
  EscapePosition Death;
  DeathCause Cause = DeathCause::Unknown;
  /// What happens to the pointer at Position.
  StepRole Role = StepRole::Note;
  /// It points to memory that the local owned, not into the local.
  bool IsOwned = false;
  std::vector<EscapeStep> Trace;
};

struct EscapeResult {
  std::vector<EscapeFinding> Findings; ///< by position
  /// Those of the places asked for that never run, or whose pointer is to what
  /// lives on.
  std::vector<EscapePosition> Harmless;
  /// What could not be analysed, in sentences.
  std::vector<std::string> Notes;
  /// Of the analysed code; empty where it was not asked for or there are no
  /// findings.
  CodeOutline Outline;
};

struct EscapeRequest {
  /// Places in the main file that may never run: clang's diagnostics do not
  /// look.
  std::vector<EscapePosition> Doubted;
  bool WantsOutline = false;
};

/// Fills \p Result from a parsed translation unit. IR of its own is made by
/// \p Replay, which tells a code generator what the parser told, with other
/// options than the object's, and thrown away. Functions with errors are left
/// out.
void findEscapes(clang::CompilerInstance &Instance, clang::ASTContext &Context,
                 llvm::function_ref<void(clang::ASTConsumer &)> Replay,
                 const EscapeRequest &Request, EscapeResult &Result);

} // namespace framewalk
