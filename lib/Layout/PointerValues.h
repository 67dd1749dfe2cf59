//===- PointerValues.h - What a register or a slot may hold ---------------===//
//
// Private to lib/Layout. Values are small numbers: most of what code computes
// is unknown, and "the result of instruction 17" needs no table. What is known
// stands in a table, once.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/MemoryTouch.h"

#include <cstdint>
#include <vector>

namespace framewalk {

enum class ValueKind : uint8_t {
  None, ///< no way here has been looked at yet

  // Unknown, and why. Index is an instruction, or a register.
  ResultOf,       ///< what the instruction computed, loaded or was returned
  ClobberedBy,    ///< the call or store may have changed it
  DiffersAt,      ///< different on the ways that meet at the instruction
  OlderBlock,     ///< from an earlier round of this call of a heap function
  Argument,       ///< what came in the register
  StackArgument,  ///< Offset from the CFA
  CallerRegister, ///< what the caller left there
  Uninitialised,
  WayUnknown, ///< which way the code came here is only known at run time

  // Known.
  Constant,       ///< Offset
  Place,          ///< the address Base, Index, Offset
  Within,         ///< somewhere in the object that begins there
  TableBase,      ///< i386: _GLOBAL_OFFSET_TABLE_
  TableEntry,     ///< the address of the table's entry for symbol Index
  ThreadDistance, ///< from the thread pointer to symbol Index
  Freed,          ///< a block's state, not a value: instruction Index freed it
  Live,           ///< the same: allocated
};

struct Value {
  ValueKind Kind = ValueKind::None;
  PlaceBase Base = PlaceBase::Unknown;
  uint32_t Index = 0;
  int64_t Offset = 0;

  /// In a frame, Index is the object's number: see FrameObjects.
  MemoryPlace place() const { return {Base, Index, Offset}; }
  bool hasPlace() const {
    return Kind == ValueKind::Place || Kind == ValueKind::Within;
  }
  friend bool operator==(const Value &, const Value &) = default;
};

/// A value by number; equal values have equal numbers.
struct ValueId {
  uint32_t Raw = 0;

  /// One of the four kinds that only name an instruction.
  static ValueId of(ValueKind Kind, uint32_t Instruction) {
    return {uint32_t(Kind) << TagShift | Instruction};
  }
  bool isNone() const { return Raw == 0; }
  bool isInTable() const { return Raw >> TagShift == 0; }
  friend bool operator==(ValueId, ValueId) = default;

  static constexpr unsigned TagShift = 29;
};

/// One function's values.
class ValueTable {
public:
  ValueTable();

  Value get(ValueId Id) const {
    if (Id.isInTable())
      return Entries[Id.Raw];
    return {ValueKind(Id.Raw >> ValueId::TagShift), PlaceBase::Unknown,
            Id.Raw & ((1u << ValueId::TagShift) - 1), 0};
  }
  ValueId idOf(const Value &V);
  ValueId constant(int64_t Number) {
    return idOf({ValueKind::Constant, PlaceBase::Unknown, 0, Number});
  }
  ValueId place(const MemoryPlace &P) {
    return idOf({ValueKind::Place, P.Base, P.Index, P.Offset});
  }

private:
  std::vector<Value> Entries;
  std::vector<uint32_t> Buckets; ///< open addressing; 0: free

  size_t bucketOf(const Value &V) const;
  void grow();
};

} // namespace framewalk
