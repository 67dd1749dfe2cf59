//===- Workers.h - Work in processes of its own ---------------------------===//
//
// Each piece of work is a child of this process: what it allocates goes back
// when it ends, options that are global to LLVM do not reach its neighbours,
// and nothing that happens to it ends the whole. Only for a process with one
// thread.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace framewalk {

class Workers {
public:
  /// What a piece of work returned; unset: it died, and Why says of what.
  struct Result {
    size_t Job = 0;
    std::optional<std::string> Answer;
    std::string Why;
  };

  /// \p Most at once; one that takes longer than \p Limit is ended.
  Workers(unsigned Most, std::chrono::seconds Limit)
      : Most(Most), Limit(Limit) {}
  /// Ends those that still run.
  ~Workers();
  Workers(const Workers &) = delete;
  Workers &operator=(const Workers &) = delete;

  bool isFull() const { return Running.size() >= Most; }
  bool isIdle() const { return Running.empty(); }

  /// \p Work runs in a child. An error: there is no room for one more.
  std::optional<std::string> start(size_t Job,
                                   llvm::function_ref<std::string()> Work);

  /// Waits until one is done; unset where \p Stop says so before that.
  std::optional<Result> wait(llvm::function_ref<bool()> Stop);

private:
  struct Worker {
    int Process = 0;
    int Pipe = 0;
    size_t Job = 0;
    std::string Answer;
    std::chrono::steady_clock::time_point End;
  };
  Result finish(size_t Index);
  std::optional<Result> endLate();

  unsigned Most;
  std::chrono::seconds Limit;
  std::vector<Worker> Running;
};

} // namespace framewalk
