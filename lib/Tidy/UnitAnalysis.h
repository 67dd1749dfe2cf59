//===- UnitAnalysis.h - One analysis for all checks of a unit -------------===//
//
// clang-tidy makes its checks anew for each translation unit, parses it, and
// asks them. Frames come from generated code, so the unit is compiled once
// more, in this process and with the compilation that clang-tidy itself has set
// up: no command has to be guessed. All checks share that one run.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Pipeline/Explain.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace clang {
class CompilerInstance;
}

namespace framewalk::tidy {

/// What the enabled checks look at.
struct Wishes {
  bool Findings = false;
  bool Frames = false;
};

class UnitAnalysis {
public:
  /// That of the unit which clang-tidy is at on this thread: the first check
  /// that asks makes it, and it goes with the last.
  static std::shared_ptr<UnitAnalysis> ofThisUnit();
  /// Null where no check of ours is enabled.
  static std::shared_ptr<UnitAnalysis> current();

  /// Before anything is parsed.
  void want(const Wishes &More);
  /// How clang-tidy compiles the unit.
  void adopt(clang::CompilerInstance &Instance);

  /// Runs when it is first asked. Null: nothing is known, and problem() says
  /// why.
  const ExplainResult *result();
  /// Empty: there is none, or it has been told already.
  std::string takeProblem() { return std::exchange(Problem, {}); }
  /// That the command may not be the build's, once.
  std::string takeGuess() { return std::exchange(Guess, {}); }

private:
  void run();

  Wishes Wanted;
  CompileCommand Command;
  bool HasRun = false;
  std::optional<ExplainResult> Result;
  std::string Problem;
  std::string Guess;
};

} // namespace framewalk::tidy
