//===- CodeSteps.h - Instructions made ready for being followed -----------===//
//
// Private to lib/Layout. Looks each instruction's names up once: registers by
// number, what is fixed of the operand's address, the cells it spells out.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Layout/FrameCells.h"
#include "Layout/FrameObjects.h"
#include "Layout/ImageIndex.h"
#include "Layout/RegisterParts.h"
#include "Layout/StackTracking.h"

#include <vector>

namespace framewalk {

/// Why an operand's address cannot be worked out, whatever registers hold.
enum class AddressProblem : uint8_t {
  None,
  StackPointer,  ///< its distance from the frame is not fixed
  Segment,       ///< another than the thread's
  UnknownSymbol, ///< the code generator's symbol did not get here
};

constexpr uint32_t NoHeapCall = UINT32_MAX;

struct Step {
  /// What is fixed of the operand's address; Base Unknown: a number.
  MemoryPlace Start;
  /// What is added to it: RegisterPart::None where nothing is.
  uint8_t Base = RegisterPart::None;
  uint8_t Index = RegisterPart::None;
  uint8_t Scale = 1;
  AddressProblem Problem = AddressProblem::None;
  /// One of the two registers is the table's base (i386) ...
  bool HasTableBase = false;
  /// ... or the thread pointer: it is in Start already.
  bool HasThreadPointer = false;
  /// Reads the instruction pointer by call and pop (i386).
  bool IsOwnAddressCall = false;
  bool IsOwnAddressPop = false;
  /// It reads or writes its operand; lea has one and does not.
  bool TouchesOperand = false;
  /// Where registers choose: the object of the frame that the address stays in,
  /// by its number in FrameObjects.
  uint32_t Object = FrameObjects::Any;
  RegisterPart Destination;
  RegisterPart Source;
  uint32_t Size = 0; ///< bytes of the operand; 0: unknown
  /// Where the operand, and what push and pop move, is a fixed cell.
  CellId Operand = NoCell;
  CellId Pushed = NoCell;
  /// The stack's place where a push, pop, call, ret, leave touches it; Base
  /// Unknown: not fixed, or it does not.
  MemoryPlace Stack;
  uint32_t Writes = 0;
  /// What a call goes to: an index of ProgramImage::Symbols.
  std::optional<uint32_t> Callee;
  uint32_t HeapCall = NoHeapCall;
};

/// The function's code, ready to be followed.
struct CodeSteps {
  std::vector<Step> Steps;
  FrameCells Cells;
  /// The instructions that call heap functions.
  std::vector<uint32_t> HeapCalls;
  uint8_t BasePointer = RegisterPart::None;
};

/// Follows \p MostFollowed cells of the frame and no more.
CodeSteps makeSteps(const CapturedFrame &Frame,
                    const std::vector<StackState> &States,
                    const ImageIndex &Image, const SlotFinder &Slots,
                    const FrameObjects &Objects, RegisterPartCache &Names,
                    size_t MostFollowed);

/// The cell of argument \p Number on i386, before the call.
std::optional<MemoryPlace> stackArgument(const StackState &BeforeCall,
                                         unsigned Number);

} // namespace framewalk
