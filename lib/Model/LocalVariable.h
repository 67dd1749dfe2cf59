//===- LocalVariable.h - What lives in a frame, and for how long ----------===//
#pragma once

#include "Model/SourceRange.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

enum class VariableKind {
  Local,
  Parameter,
  /// `this` and other parameters that the source does not spell out.
  ImplicitParameter,
  /// A temporary that dies with its full expression.
  Temporary,
  /// A temporary bound to a reference, which extends its life.
  ExtendedTemporary,
  /// A name of a structured binding: a part of the unnamed object.
  Binding,
  /// A local whose storage is not the stack.
  Static,
  ThreadLocal,
};
std::string_view name(VariableKind Kind);

/// How long an object lives, by the language's rules.
enum class StorageDuration {
  Parameter,      ///< from the call to the return
  Block,          ///< from its declaration to the closing brace
  Iteration,      ///< declared in a loop's body or head: anew each time round
  FullExpression, ///< until the semicolon: [class.temporary]
  Extended,       ///< as long as the reference bound to it
  DynamicArray,   ///< a VLA: from its declaration, size known at run time
  Static,
  Thread,
};
std::string_view name(StorageDuration Storage);

/// A half-open range of code, in bytes from the function's first instruction.
struct CodeRange {
  uint32_t Begin = 0;
  uint32_t End = 0;

  friend auto operator<=>(const CodeRange &, const CodeRange &) = default;
};

/// The life of one variable in the source and in the code.
struct Lifetime {
  VariableId Variable;
  SourcePosition Begin;
  SourcePosition End;
  StorageDuration Storage = StorageDuration::Block;
  /// Why it begins and ends there, for people: "ends at the brace; destroyed
  /// before `a`, after `c`; `break` at 9:7 leaves the scope early".
  std::string Note;
  /// The instructions whose source place lies inside Begin..End.
  std::vector<CodeRange> Code;
  /// Who owns the variable's bytes before and after, for people.
  std::string Before;
  std::string After;
};

/// Where a variable is over a range of code, read from the DWARF of the same
/// object: "rax", "[rbp-0x14]", "constant 5", "optimised out" ...
struct VariableLocation {
  CodeRange Code;
  std::string Where;
};

struct LocalVariable {
  std::string Name; ///< empty: the source gives none (a temporary)
  std::string Type;
  VariableKind Kind = VariableKind::Local;
  SourcePosition Declared;
  std::optional<uint64_t> Size;  ///< bytes; unset: only known at run time
  std::optional<uint64_t> Align; ///< bytes
  /// The slots that hold it: none, one, or several where it was split.
  std::vector<SlotId> Slots;
  /// Why there is no slot; empty where there is one.
  std::string WhyNoSlot;
  /// From DWARF: filled where the variable does not stay in one place.
  std::vector<VariableLocation> Locations;
};

} // namespace framewalk
