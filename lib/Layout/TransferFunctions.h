//===- TransferFunctions.h - What an instruction makes of a state ---------===//
//
// Private to lib/Layout.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/CodeSteps.h"
#include "Layout/MachineState.h"

namespace framewalk {

/// An operand's address in a state.
struct OperandAddress {
  enum class Kind : uint8_t {
    Exact,
    Within,  ///< Place is one address of the object; run time chooses
    Unknown, ///< because of the register Through, or the step's Problem
  };
  Kind Known = Kind::Unknown;
  uint8_t Through = RegisterPart::None;
  /// Through is an index, and nothing that it is added to is known.
  bool IsIndex = false;
  MemoryPlace Place;
};

/// What a call of a heap function is given.
struct HeapArguments {
  ValueId Size, Count, Align, Release, Result;
};

class TransferFunctions {
public:
  /// Where there are more than \p MostBlocks heap calls, it is not followed
  /// which blocks have been given back.
  TransferFunctions(const CapturedFrame &Frame, const CodeSteps &Code,
                    const std::vector<StackState> &States,
                    const ImageIndex &Image, ValueTable &Values,
                    ObjectFinder &Objects, size_t MostBlocks);

  const StateShape &shape() const { return Shape; }
  /// What the function begins with.
  void enter(StateRef State);
  /// What is known where we cannot tell how the code came there: what the
  /// instructions so far have stored, whichever ran.
  void enterUnseen(StateRef State);
  /// From now on every store is noted for enterUnseen().
  void noteStores();
  /// True once for each change since it was asked last.
  bool takeStoresChanged();

  /// Makes the state before instruction \p Index the one after it.
  void step(uint32_t Index, StateRef State);

  OperandAddress addressOf(const Step &S, StateRef State) const;
  HeapArguments heapArguments(const HeapFunction &F, uint32_t Index,
                              StateRef State);
  /// The register that argument \p Number comes in; None: on the stack.
  uint8_t argumentRegister(int8_t Number) const;

private:
  const CapturedFrame &Frame;
  const CodeSteps &Code;
  const std::vector<StackState> &States;
  const ImageIndex &Image;
  ValueTable &Values;
  ObjectFinder &Objects;
  StateJoiner Joiner;
  StateShape Shape;
  /// For enterUnseen(): the join of all that was stored to each cell.
  std::vector<ValueId> Stored;
  ValueId WayUnknown, Uninitialised;
  bool NotesStores = false;
  bool StoresChanged = false;

  uint8_t pointerBits() const { return uint8_t(Frame.PointerSize * 8); }
  ValueId resultOf(uint32_t Index) const {
    return ValueId::of(ValueKind::ResultOf, Index);
  }
  ValueId read(RegisterPart Part, uint32_t Index, StateRef State);
  ValueId number(int64_t Number);
  MemoryPlace absolute(int64_t Address) const {
    return {PlaceBase::Absolute, 0,
            Frame.PointerSize == 4 ? uint32_t(Address) : Address};
  }
  ValueId fit(ValueId V, unsigned Bits, uint32_t Index);
  ValueId loaded(const Step &S, const OperandAddress &Address, unsigned Bytes,
                 uint32_t Index, StateRef State);
  ValueId moved(ValueId V, int64_t Bytes, uint32_t Index);
  ValueId sum(ValueId A, ValueId B, uint32_t Index);
  ValueId difference(ValueId A, ValueId B, uint32_t Index);
  ValueId asValue(const OperandAddress &Address, uint32_t Index);
  ValueId otherResult(const CapturedInstruction &I, const Step &S,
                      uint32_t Index, StateRef State);

  void setCell(uint32_t Variable, ValueId V, StateRef State);
  void storeToCell(CellId Cell, ValueId V, uint32_t Index, StateRef State);
  void store(const OperandAddress &Address, uint64_t Size, ValueId V,
             uint32_t Index, StateRef State);
  void clobberEscaped(uint32_t Index, StateRef State);
  void clobberObject(const MemoryPlace &Place, uint32_t Index, StateRef State);
  void writeOperand(const CapturedInstruction &I, const Step &S, uint32_t Index,
                    StateRef State);
  void string(const CapturedInstruction &I, uint32_t Index, StateRef State);
  ValueId ordinaryCall(const Step &S, ValueId Result, uint32_t Index,
                       StateRef State);
  void call(const CapturedInstruction &I, const Step &S, uint32_t Index,
            StateRef State);
  void heapCall(const HeapFunction &F, const HeapArguments &Arguments,
                uint32_t Call, uint32_t Index, StateRef State);
  ValueId callResult(const Step &S, uint32_t Index, StateRef State);
};

} // namespace framewalk
