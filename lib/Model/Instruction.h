//===- Instruction.h - One machine instruction, explained -----------------===//
#pragma once

#include "Model/LocalVariable.h"
#include "Support/Units.h"

#include <array>
#include <optional>
#include <string>

namespace framewalk {

/// What an instruction does to memory.
enum class AccessKind { Read, Write, Update, Address };
std::string_view name(AccessKind Kind);

/// Why the code touches the frame here.
enum class TouchOrigin {
  Source,         ///< carries out an access that the source spells out
  Initialiser,    ///< stores a variable's first value
  ParameterStore, ///< puts an argument register into its slot
  Spill,          ///< saves a value that found no register
  Reload,         ///< gets it back
  SavedRegister,  ///< push and pop of what the caller wants back
  Cleanup,        ///< destructors and other work at a scope's end
  ReturnAddress,  ///< call, ret
  OutgoingArgument,
  StackProtector,
  CompilerTemporary, ///< a slot that no name in the source has
  Unknown,
};
std::string_view name(TouchOrigin Origin);

/// An instruction's access to the frame.
struct FrameTouch {
  std::optional<SlotId> Slot;
  /// First byte touched, from the slot's lowest address.
  int64_t Offset = 0;
  uint64_t Size = 0; ///< bytes; 0 for an address that is only computed
  AccessKind Kind = AccessKind::Read;
  TouchOrigin Origin = TouchOrigin::Unknown;
};

struct Instruction {
  /// Bytes from the function's first instruction.
  uint32_t Address = 0;
  uint8_t Length = 0;
  std::array<uint8_t, 15> Bytes{}; ///< as in the object, not yet relocated
  std::string Text;
  /// In plain words; filled in prologues and epilogues.
  std::string Effect;
  /// Invalid: the compiler gave it no line.
  SourcePosition Position;
  std::optional<FrameTouch> Touch;
  /// CFA minus the stack pointer before this instruction, in bytes, where the
  /// code fixes it.
  std::optional<int64_t> StackDepth;
  /// CFA minus the frame pointer, once that is this frame's anchor.
  std::optional<int64_t> FramePointerDepth;
  /// A stack probe: touches a page of the stack so that the guard page below it
  /// cannot be jumped over (-fstack-clash-protection).
  bool IsProbe = false;
};

} // namespace framewalk
