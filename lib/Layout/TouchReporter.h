//===- TouchReporter.h - Touches of memory, in the reports' form ----------===//
//
// Private to lib/Layout. Goes through the code once when all states are known,
// and says of each touch where it goes, or why that is not known.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/MemoryTracking.h"
#include "Layout/TransferFunctions.h"

#include "llvm/ADT/DenseMap.h"

#include <array>
#include <string>

namespace framewalk {

class TouchReporter {
public:
  TouchReporter(const CapturedFrame &Frame, const BuiltFrame &Built,
                const CodeSteps &Code, const ImageIndex &Image,
                const SlotFinder &Slots, const ObjectFinder &Objects,
                const ValueTable &Values, TransferFunctions &Transfer);

  /// A block begins: what was in registers came from elsewhere.
  void beginBlock();
  /// What instruction \p Index does to memory; \p State is the one before it.
  void report(uint32_t Index, StateRef State);
  TrackedMemory take();

private:
  /// What is told of an unknown address.
  struct Unknown {
    std::string What, Why;
  };
  /// Where a pointer comes from: the cell that it was loaded from here.
  struct Pointer {
    uint8_t Register = RegisterPart::None;
    CellId Cell = NoCell;
  };

  const CapturedFrame &Frame;
  const BuiltFrame &Built;
  const CodeSteps &Code;
  const ImageIndex &Image;
  const SlotFinder &Slots;
  const ObjectFinder &Objects;
  const ValueTable &Values;
  TransferFunctions &Transfer;
  TrackedMemory Result;

  static constexpr uint32_t NotHere = UINT32_MAX;
  /// The instruction of this block that last wrote the register.
  std::array<uint32_t, reg::Count> LastWrite{};
  std::vector<std::string> CellNames;
  /// By value and cell, register and its part: code says the same often.
  llvm::DenseMap<std::pair<uint64_t, unsigned>, Unknown> Sentences;

  MemoryTouch &add(uint32_t Index, AccessKind Kind, MemoryRole Role,
                   uint64_t Size);
  void operand(uint32_t Index, StateRef State);
  void stack(uint32_t Index, AccessKind Kind, MemoryRole Role, StateRef State);
  void string(uint32_t Index, StateRef State, bool IsSource);
  void locate(MemoryTouch &Touch, const OperandAddress &Address, const Step &S,
              uint32_t Index, StateRef State);
  void locateWithin(MemoryTouch &Touch, const MemoryPlace &Place,
                    uint8_t Through, StateRef State);
  void frameWithin(MemoryTouch &Touch, const MemoryPlace &Place,
                   uint8_t Through) const;
  std::string howFar(uint8_t Through) const;
  void explain(MemoryTouch &Touch, const OperandAddress &Address,
               uint32_t Index, StateRef State);
  void note(uint32_t Index, StateRef State);

  const std::string &nameOfCell(CellId Cell);
  std::string nameOf(const MemoryPlace &Place, uint64_t Size, uint32_t Index,
                     StateRef State);
  std::string nameInFrame(const MemoryPlace &Place, uint64_t Size,
                          uint32_t Index) const;
  std::string nameOfBlock(uint32_t Call, StateRef State) const;
  std::string nextCallee(uint32_t Index) const;
  std::string calleeName(uint32_t Index) const;
  std::string nameOfRegister(uint8_t Register) const;
  std::string_view variableIn(uint8_t Register, uint32_t Index) const;
  /// The text of an instruction with its address: "mov rax, [rcx] at 1f".
  std::string quote(uint32_t Index) const;
  std::string reason(ValueId Id, uint8_t Register, bool IsParameter) const;
  std::string reasonOfResult(uint32_t Index, uint8_t Register) const;
  Unknown describe(uint8_t Register, ValueId Id, CellId Cell, uint32_t Index,
                   bool IsIndex);
  bool holdsParameter(CellId Cell) const;

  void heapCall(uint32_t Index, StateRef State);
  void keepPointer(uint32_t Index, StateRef State);
  void nameArgument(HeapCall &Call, int8_t Argument, uint32_t Index);
};

} // namespace framewalk
