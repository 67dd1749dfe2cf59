//===- MemoryTouch.h - What an instruction does to memory ----------------===//
//
// Every byte that an instruction reads or writes, spelled out in an operand or
// not: frame slots, pushes, return addresses, globals, the heap, and what lies
// behind pointers. Each has an address (simulated) or says why not.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/Access.h"
#include "Model/Instruction.h"

#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// How the instruction comes to touch memory.
enum class MemoryRole : uint8_t {
  Operand,           ///< spelled out: [rbp - 8], [rip + x], fs:[0x28]
  Push,              ///< at the new stack pointer
  Pop,               ///< at the old one
  ReturnAddress,     ///< call writes it, ret reads it
  StringSource,      ///< movs, lods, cmps ...: through rsi
  StringDestination, ///< movs, stos, scas ...: through rdi
};
std::string_view name(MemoryRole Role);

/// What an address is counted from.
enum class PlaceBase : uint8_t {
  Unknown,
  Cfa,          ///< this activation's frame, or its caller's above
  AlignedStack, ///< the stack pointer that a realigning prologue left
  Symbol,       ///< Index: ProgramImage::Symbols
  Section,      ///< Index: ProgramImage::Sections
  GotEntry,     ///< Index: the symbol whose address the entry holds
  Thread,       ///< the thread pointer: fs on x86-64, gs on i386
  Heap,         ///< Index: FunctionReport::HeapCalls, the call that allocated
  Absolute,     ///< a number
};
std::string_view name(PlaceBase Base);

/// An address, as far as the code fixes it: a base and bytes from there.
struct MemoryPlace {
  PlaceBase Base = PlaceBase::Unknown;
  uint32_t Index = 0;
  int64_t Offset = 0;

  friend bool operator==(const MemoryPlace &, const MemoryPlace &) = default;
};

struct MemoryTouch {
  InstructionId Instruction;
  AccessKind Kind = AccessKind::Read; ///< never Address: that touches nothing
  MemoryRole Role = MemoryRole::Operand;
  MemoryPlace Place;
  /// Bytes that one execution touches; of one step where it is repeated.
  /// 0: unknown.
  uint64_t Size = 0;
  /// Not 0: an index that only run time knows chooses among that many bytes
  /// from Place on (the object that Place is in).
  uint64_t Range = 0;
  /// What is there, for people: "x", "saved rbp", "table", `"hello"`, "canary".
  std::string What;
  /// Place.Base is Unknown, or its address is for the linker to choose: what is
  /// known, and why the rest is not. Empty otherwise.
  std::string WhyUnresolved;
  /// One per page that the bytes lie on (for a Range: of its first byte and, on
  /// another page, its last). Empty: unresolved, or beyond the stack's limit.
  llvm::SmallVector<AccessWalk, 1> Walks;
};

/// An instruction that calls, or jumps to, another function.
struct CallSite {
  InstructionId Instruction;
  /// Index into ProgramImage::Symbols; unset: through a pointer.
  std::optional<uint32_t> Symbol;
  /// A jump in place of call and ret: this frame is gone when it runs.
  bool IsTailCall = false;
};

/// A page of the stack that a frame covers.
struct FramePage {
  VirtualAddress Page;
  uint64_t Bytes = 0; ///< of the frame on this page
  /// The instruction that touches it first; unset: none does by itself.
  std::optional<InstructionId> FirstTouch;
  /// That instruction is a stack probe, there for no other reason.
  bool IsProbe = false;
  std::optional<WalkId> Walk;
};

/// Where the frame lies in the stack's room.
struct StackRoom {
  std::vector<FramePage> Pages; ///< highest first
  /// From the frame's lowest byte down to the lowest that RLIMIT_STACK allows,
  /// in bytes; negative: that far beyond.
  int64_t ToLimit = 0;
  /// From the frame's lowest byte to the guard gap's nearest byte where another
  /// mapping lies below the stack; unset: none does.
  std::optional<int64_t> ToGuardGap;
};

/// A call of malloc, new, free and the like.
struct HeapCall {
  std::string Function; ///< "malloc", "operator new[]", "placement new"
  SourcePosition Position;
  std::optional<InstructionId> Instruction; ///< the call
  /// Bytes asked for, where the code fixes them.
  std::optional<uint64_t> Bytes;
  std::optional<uint64_t> Align; ///< where the caller asks for one
  /// Where the pointer is kept: the slot that the result is stored to, or that
  /// the argument was loaded from.
  std::optional<SlotId> PointerSlot;
  std::string PointerName; ///< that variable's; empty: none
  /// For free, delete, realloc: the call whose block goes back; unset: unknown.
  std::optional<uint32_t> Releases;
  /// For an allocation: the calls here that give the block back.
  std::vector<uint32_t> ReleasedBy;
  /// Simulated: what an allocation returns.
  std::optional<VirtualAddress> Address;
  /// In plain words: where the pointer lives, where the block, until when, what
  /// the allocator asks of the kernel.
  std::string Effect;
};

} // namespace framewalk
