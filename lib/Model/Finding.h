//===- Finding.h - A pointer that outlives what it points to --------------===//
//
// Whoever detects one fills the first half of Finding; the frame's half
// (Layout/FindingFrames.h), the fingerprint and the fixes are added by the
// stages behind. A finding can be printed without the functions' reports.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/FrameLayout.h"
#include "Model/SourceRange.h"
#include "Support/Units.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

enum class Severity : uint8_t {
  Note, ///< true and harmless as far as one can see; fails no run
  Warning,
};
std::string_view name(Severity S);

/// What framewalk can find; each has one identifier for reports and NOLINT.
struct Rule {
  std::string_view Id;      ///< "framewalk-dangling-return"
  std::string_view Summary; ///< one sentence
  std::string_view Advice;  ///< what to do about it: a sentence or two
  Severity Level = Severity::Warning;
};

/// All rules, in the order of the documentation.
const std::vector<Rule> &rules();
/// Null: there is no such rule.
const Rule *findRule(std::string_view Id);

/// What a step does with the pointer.
enum class StepRole : uint8_t {
  Note, ///< something else to know
  AddressTaken,
  Stored,
  Passed,
  Returned,
  Dies,
  Used,
};
std::string_view name(StepRole Role);

struct TraceStep {
  SourcePosition Position;
  std::string Message;
  StepRole Role = StepRole::Note;
  /// Behind the expression that begins at Position; invalid: one word.
  SourcePosition End = {};
};

/// Why the object is gone.
enum class DeathCause : uint8_t {
  Unknown,
  Return, ///< the function gives its frame back
  Scope,  ///< the block ends, the frame stays
  FullExpression,
};
std::string_view name(DeathCause Cause);

/// The end of the object's life.
struct Death {
  DeathCause Cause = DeathCause::Unknown;
  SourcePosition Position; ///< the brace, the semicolon
  /// What gives the frame back; set for DeathCause::Return.
  std::optional<InstructionId> Epilogue;
  uint32_t CodeOffset = 0; ///< of that instruction, from the function's begin
  std::string Instruction; ///< its text
};

/// The bytes that the dead object had.
struct DeadPlace {
  std::string Base; ///< empty: only the CFA says where
  int64_t Displacement = 0;
  std::optional<FrameOffset> CfaOffset; ///< lowest byte
  uint64_t Size = 0;                    ///< the object's, not the slot's
  /// In the default activation; simulated.
  std::optional<VirtualAddress> Address;
  std::optional<VirtualAddress> Page;
  std::optional<PhysicalAddress> Frame; ///< that the page is in
};

enum class HeirKind : uint8_t {
  Unknown,   ///< only a sentence
  SameFrame, ///< another variable of the function, or nobody while it runs
  LaterCall, ///< the frame of a function called afterwards
};
std::string_view name(HeirKind Kind);

/// How sure it is that the heir overwrites the bytes.
enum class Overwrite : uint8_t { Never, Perhaps, Always };
std::string_view name(Overwrite O);

/// Who owns some of the bytes next.
struct HeirPart {
  uint64_t Offset = 0; ///< from the dead object's lowest byte
  uint64_t Size = 0;
  SlotKind Kind = SlotKind::Unattributed;
  std::string Owner;    ///< for people: "g()'s saved rbp"
  std::string Function; ///< whose frame it is
  std::string Variable; ///< empty: no variable's
  /// The first of the bytes in Function's frame.
  std::optional<FrameOffset> CfaOffset;
  Overwrite Written = Overwrite::Perhaps;
};

/// Who owns the dead local's bytes next.
struct Heir {
  std::string Description; ///< for people: what a read returns, and until when
  std::optional<SlotId> Slot;
  HeirKind Kind = HeirKind::Unknown;
  /// LaterCall: who calls, whom, and where.
  std::string Caller;
  std::string Callee;
  SourcePosition Call;
  /// By offset, without gaps; empty where nothing is known of the bytes.
  std::vector<HeirPart> Parts;
  /// What the object held last, where the code says it: "42".
  std::string StaleValue;
};

/// Replaces the bytes [Begin, End).
struct TextEdit {
  SourcePosition Begin;
  SourcePosition End = {};
  std::string Replacement;
  friend bool operator==(const TextEdit &, const TextEdit &) = default;
};

/// A change after which the program compiles and the finding is gone.
struct FixHint {
  std::string Title; ///< "make 'buf' static: every call shares it"
  std::vector<TextEdit> Edits;
  friend bool operator==(const FixHint &, const FixHint &) = default;
};

struct Finding {
  std::string_view RuleId;
  SourcePosition Position;
  /// As of TraceStep::End.
  SourcePosition PositionEnd;
  std::string Message;
  std::string Variable;
  std::string Function; ///< name of the function in the report
  std::optional<SlotId> Slot;
  /// In the order in which it happens, from where the address is taken to the
  /// death and the uses after it; without what happens at Position itself.
  std::vector<TraceStep> Trace;
  std::optional<Heir> Next;

  /// Where Variable is declared, which tells it from others of that name; for a
  /// temporary, where its expression begins. May be invalid.
  SourcePosition Declared;
  /// The function whose frame held the object; empty: the one around Position.
  std::string OwnerSymbol;
  Severity Level = Severity::Warning;
  /// What is done with the pointer at Position; a use comes after the death.
  StepRole Role = StepRole::Note;
  /// It points to memory that Variable owned, not into Variable's bytes.
  bool IsOwned = false;
  Death End;
  std::optional<DeadPlace> Place;
  std::vector<FixHint> Fixes;
  /// The same in another version of the source, wherever the line has gone.
  std::string Fingerprint;
};

} // namespace framewalk
