//===- Finding.h - A pointer that outlives what it points to --------------===//
#pragma once

#include "Model/SourceRange.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// What framewalk can find; each has one identifier for reports and NOLINT.
struct Rule {
  std::string_view Id;      ///< "framewalk-dangling-return"
  std::string_view Summary; ///< one sentence
};

/// All rules, in the order of the documentation.
const std::vector<Rule> &rules();

struct TraceStep {
  SourcePosition Position;
  std::string Message;
};

/// Who owns the dead local's bytes next.
struct Heir {
  std::string Description; ///< for people
  std::optional<SlotId> Slot;
};

struct Finding {
  std::string_view RuleId;
  SourcePosition Position;
  std::string Message;
  std::string Variable;
  std::string Function; ///< name of the function in the report
  std::optional<SlotId> Slot;
  std::vector<TraceStep> Trace;
  std::optional<Heir> Next;
};

} // namespace framewalk
