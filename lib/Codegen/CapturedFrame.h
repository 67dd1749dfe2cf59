//===- CapturedFrame.h - What the code generator decided, as plain data ---===//
//
// Copied out of clang's own code generation while it emits the object
// (Capture.cpp): frame objects, where each variable went, and every
// instruction with its bytes. No LLVM type leaves this library.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/ProgramImage.h"
#include "Support/Units.h"

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace framewalk {

/// A place as debug info has it. File indexes CapturedUnit::Files.
struct DebugPosition {
  uint32_t File = 0;
  uint32_t Line = 0; ///< 0: none
  uint32_t Column = 0;

  friend auto operator<=>(const DebugPosition &,
                          const DebugPosition &) = default;
};

/// A frame object (MachineFrameInfo): a range of bytes that the code generator
/// reserved.
struct CapturedObject {
  int Index = 0; ///< the frame index; negative: fixed by the ABI
  /// From the CFA as if realignment dropped no bytes (MFI.getObjectOffset).
  int64_t NominalOffset = 0;
  uint64_t Size = 0;
  uint64_t Align = 1;
  /// TargetFrameLowering::getFrameIndexReference: what the code uses and what
  /// DWARF's fbreg says.
  std::string Base;
  int64_t Displacement = 0;
  bool IsFixed = false;
  bool IsSpill = false;
  bool IsVariableSized = false;
  bool IsStackProtector = false;
  bool IsRegisterSaveArea = false;
  /// Placed next to the canary because an overflow could reach it.
  bool IsProtectedArray = false;
  /// Another stack than the native one (SafeStack): StackId != 0.
  bool IsOnOtherStack = false;
  /// Saved here by the prologue: the register's name.
  std::string CalleeSavedRegister;
  /// The alloca's name in the IR: "buf", "ref.tmp", "saved_stack",
  /// "StackGuardSlot", "exn.slot", "retval", "agg.tmp", "c.addr".
  std::string AllocaName;
  /// The alloca's IR type, for objects that no variable names.
  std::string AllocaType;
};

/// A variable that lives in a frame object for the whole function
/// (MachineFunction::getInStackSlotVariableDbgInfo).
struct CapturedVariable {
  std::string Name;
  std::string Type; ///< as debug info has it; empty: unknown
  uint32_t Line = 0;
  uint32_t Argument = 0; ///< from 1; 0: not a parameter
  DebugPosition Scope;   ///< of the lexical block; line 0: the function
  int FrameIndex = 0;
  /// The variable is not in the object but where the object's bytes point to:
  /// the DIExpression has a deref. DerefOffset is added afterwards.
  bool IsIndirect = false;
  int64_t Offset = 0; ///< added to the object's address (before any deref)
  int64_t DerefOffset = 0;
  /// A piece of the variable, in bytes of it; Size 0: all of it.
  uint64_t FragmentOffset = 0;
  uint64_t FragmentSize = 0;
  uint64_t Size = 0; ///< of the whole variable; 0: unknown
  /// The function that it was inlined from, and where; empty: not inlined.
  std::string InlinedFrom;
  DebugPosition InlinedAt;
};

/// What an instruction does to the stack pointer or to control flow, as far as
/// explaining a frame needs it.
enum class InstructionKind : uint8_t {
  Other,
  Push,
  Pop,
  AdjustStack, ///< add/sub/lea rsp with an immediate
  AlignStack,  ///< and rsp, mask
  CopyRegister,
  LoadAddress,    ///< lea
  Load,           ///< mov register, [memory]
  Store,          ///< mov [memory], register
  StoreImmediate, ///< mov [memory], immediate
  LoadImmediate,  ///< mov register, immediate; xor of a register with itself
  AddImmediate,   ///< add, sub, inc, dec of a register that is not RSP
  Call,
  TailCall, ///< jmp out of the function in place of call and ret
  Return,
  Leave,
  Branch,
  Nop,
};

/// How an instruction uses its memory operand. Address: the address is worked
/// out and nothing is read or written: lea, and hints (prefetch, invlpg,
/// cldemote), which never fault.
enum class MemoryUse : uint8_t { None, Read, Write, Update, Address };

/// What a symbolic operand becomes when the program is linked (psABI x86-64
/// 4.4, i386 4.4).
enum class ReferenceKind : uint8_t {
  None,
  Direct,         ///< the symbol's own address, PC-relative or absolute
  GotEntry,       ///< the table entry that holds its address (GOTPCREL, GOT32)
  GotOffset,      ///< i386: counted from the table, whose address is in a base
  GotBase,        ///< i386: the table itself, _GLOBAL_OFFSET_TABLE_
  ThreadOffset,   ///< its distance from the thread pointer (TPOFF)
  ThreadGotEntry, ///< the table entry that holds that distance (GOTTPOFF)
  ThreadGetAddress, ///< what __tls_get_addr is called with (TLSGD, TLSLD)
  /// Its distance from where its file's thread data begin, which is what
  /// __tls_get_addr returned (DTPOFF, LDO).
  ThreadBlockOffset,
  Other, ///< a relocation that is none of these
};

/// A relocated operand.
struct SymbolReference {
  ReferenceKind Kind = ReferenceKind::None;
  /// Index into ProgramImage::Symbols. A section's own symbol stands for its
  /// first byte.
  uint32_t Symbol = 0;
  /// Bytes from the symbol; the distance between a PC-relative field and the
  /// next instruction is taken out. GotBase: 0.
  int64_t Offset = 0;
};

/// The 16 general registers by their numbers in the encoding (rax 0, rcx 1,
/// rdx 2, rbx 3, rsp 4, rbp 5, rsi 6, rdi 7, r8 8 ...; APX: to r31) of any part
/// of one: "eax", "al", "r8d". 64-bit and 32-bit code alike.
std::optional<unsigned> generalRegister(std::string_view Name);

/// base + index * scale + displacement, or segment:displacement.
struct MemoryOperand {
  MemoryUse Use = MemoryUse::None;
  uint8_t Scale = 1;
  uint16_t Size = 0; ///< bytes; 0: MemoryUse::None or Address
  /// The displacement is a symbol (RIP-relative or absolute): see Symbol.
  bool IsSymbolic = false;
  const char *Base = ""; ///< "rbp"; "": none; static storage
  const char *Index = "";
  const char *Segment = "";
  int64_t Displacement = 0;
  SymbolReference Symbol;
};

/// A large unit has hundreds of thousands of them: the members are in an order
/// that leaves no gaps.
struct CapturedInstruction {
  uint32_t Address = 0; ///< from the function's first instruction
  uint8_t Length = 0;
  InstructionKind Kind = InstructionKind::Other;
  bool IsFrameSetup = false; ///< the code generator's own flags
  bool IsFrameDestroy = false;
  /// CFI before this instruction: CFA = CfaRegister + CfaOffset.
  const char *CfaRegister = "";
  int32_t CfaOffset = 0;
  /// Where a register whose value only run time knows is a part of the
  /// operand's address: the object of the frame that the address stays in, as
  /// the compiler knows it; CapturedObject::Index. The operand's base and
  /// displacement alone need not lie in it: `a[i - 1]` may be
  /// [rbp + 4 * rax - 84] where `a` begins at rbp - 80.
  int ObjectFrameIndex = NoFrameIndex;
  MemoryOperand Memory;
  DebugPosition Position;
  /// The general registers that it changes, a bit each by generalRegister();
  /// what a call's callee may change is among them, and, in inline assembly,
  /// all that its statement declares as changed.
  uint32_t Writes = 0;
  /// Inlined code: the function's name, interned in the frame; "": none.
  const char *InlinedFrom = "";
  /// The register pushed, popped, copied to (destination) ...
  const char *Register = "";
  /// ... and copied from, or stored by a memory write.
  const char *SourceRegister = "";
  /// The immediate of AdjustStack (bytes that RSP moves: negative allocates),
  /// AlignStack (the mask), Return (bytes popped besides the address), Call
  /// (bytes of arguments that the callee pops), LoadImmediate (what the whole
  /// register then holds: a 32-bit move clears the upper half), StoreImmediate,
  /// AddImmediate (negative: subtracted). 0 where it is a symbol: Target.
  int64_t Immediate = 0;
  /// What a direct Call or TailCall goes to (with or without a relocation), or
  /// a Branch out of the function; what a relocated immediate stands for.
  SymbolReference Target;
  /// From an asm statement: read by the assembler's parser, so its operands are
  /// as here, but directives (.byte) may hide instructions from us.
  bool IsInlineAssembly : 1 = false;
  /// Spill or reload, as the code generator's comment in assembly has it.
  bool IsSpillStore : 1 = false;
  bool IsSpillReload : 1 = false;
  bool IsRepeated : 1 = false; ///< a rep prefix: RCX steps
  /// String instructions (movs, stos, cmps, scas, lods): what they do through
  /// RSI and RDI, SDM vol. 1 7.3.9, and the bytes of one step.
  MemoryUse StringSource = MemoryUse::None;
  MemoryUse StringDestination = MemoryUse::None;
  uint8_t StringUnit = 0;
  /// Where a Branch goes, or a Call into this function (i386 reads its own
  /// address so), from the function's first instruction.
  uint32_t BranchTarget = UnknownTarget;
  uint32_t TextBegin = 0; ///< into CapturedFrame::Texts
  uint32_t TextLength = 0;

  static constexpr uint32_t UnknownTarget = UINT32_MAX;
  /// No object of the frame, several, or not known.
  static constexpr int NoFrameIndex = INT32_MIN;
};

struct CapturedFrame {
  std::string Symbol;
  DebugPosition Position; ///< the DISubprogram's line; 0: none
  std::vector<CapturedObject> Objects;
  std::vector<CapturedVariable> Variables;
  std::vector<CapturedInstruction> Instructions;
  std::string Texts;
  /// What CapturedInstruction::InlinedFrom points to.
  std::list<std::string> InlinedNames;
  /// Why there are no instructions, for people; empty where there are.
  std::string Problem;
  /// The function's bytes in the object, relocations not applied.
  std::string Code;

  unsigned PointerSize = 8; ///< bytes of a return address or push
  uint64_t StackAlign = 16; ///< the ABI's
  uint64_t MaxAlign = 1;    ///< the most that an object in the frame wants
  /// What the prologue allocates below the return address, pushes included.
  uint64_t StackSize = 0;
  /// Reserved at the bottom for outgoing arguments; 0: pushed when needed.
  uint64_t OutgoingArgumentSize = 0;
  /// Popped by `ret N`.
  uint64_t CalleePopSize = 0;
  bool HasFramePointer = false;
  bool IsRealigned = false;
  bool HasVariableSizedObjects = false;
  bool HasCalls = false;
  bool HasRedZone = false; ///< the ABI and the flags allow one
  bool IsNaked = false;
  bool IsVariadic = false;
  bool HasStackProtector = false;
  bool HasSafeStack = false;
  bool IsCoroutine = false; ///< a part of one, split off behind a suspension
  bool IsOptimised = false; ///< compiled at -O1 or more
  /// The register that a realigned frame with dynamic objects hangs on.
  std::string BasePointer;

  std::string_view text(const CapturedInstruction &I) const {
    return std::string_view(Texts).substr(I.TextBegin, I.TextLength);
  }
};

// Instructions point into the frame's names: a vector that grew by copying
// frames would leave them dangling.
static_assert(std::is_nothrow_move_constructible_v<CapturedFrame>);

/// A variable over a range of code, from the object's DWARF.
struct DebugLocation {
  uint32_t Begin = 0; ///< from the function's first instruction
  uint32_t End = 0;
  std::string Where; ///< "rax", "[rbp-0x14]", "constant 5" ...
};

struct DebugVariable {
  std::string Symbol; ///< the function's
  std::string Name;
  uint32_t Line = 0;
  bool IsInlined = false; ///< belongs to a function inlined here
  /// Only where it is inlined: the function that it is from, where that was
  /// called, and what the variable is. The function being explained does not
  /// have it in its source.
  std::string InlinedFrom;
  uint32_t CallLine = 0;
  uint32_t CallColumn = 0;
  std::string Type;
  uint64_t Size = 0; ///< bytes; 0: unknown
  std::vector<DebugLocation> Locations;
};

struct CapturedUnit {
  std::string Triple;
  unsigned OptimizationLevel = 0;
  std::vector<std::string> Files; ///< DebugPosition::File indexes this
  std::vector<CapturedFrame> Frames;
  /// Filled where code was optimised: at -O0 no variable moves.
  std::vector<DebugVariable> DebugVariables;
  /// The object's sections and symbols.
  ProgramImage Image;
  /// The object file, whole.
  std::string Object;
};

} // namespace framewalk
