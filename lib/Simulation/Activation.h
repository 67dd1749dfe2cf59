//===- Activation.h - Where a frame sits in the simulated stack -----------===//
//
// The compiler fixes distances; an activation fixes the addresses. The default
// activation puts the CFA, always a multiple of 16, 16 bytes above a page
// boundary: on x86-64 RBP, when it is the frame pointer, points at the
// boundary, and the locals begin a page of their own.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/FrameLayout.h"
#include "Simulation/Vma.h"
#include "Support/Units.h"

#include <optional>
#include <string_view>

namespace framewalk {

/// The stack of a process, as Linux places it without randomisation.
struct StackPlace {
  VirtualAddress Top;    ///< one past the last byte
  VirtualAddress Lowest; ///< the lowest byte that RLIMIT_STACK (8 MiB) allows
  VirtualAddress Cfa;    ///< of the default activation
  unsigned PointerSize = 8;
};

/// For a program with pointers of \p PointerSize bytes: 8 is x86-64, 4 is i386
/// (a 32-bit process on a 64-bit kernel).
StackPlace defaultStack(unsigned PointerSize);

/// The same of a triple: "x86_64-pc-linux-gnu".
unsigned pointerSizeOf(std::string_view Target);

/// The stack's area as execve leaves it: 132 KiB, growing on demand.
Vma stackArea(const StackPlace &Stack);

/// The registers that slots hang on, in one activation.
struct ActivationRegisters {
  VirtualAddress Cfa;
  /// Set where the function keeps a frame pointer.
  std::optional<VirtualAddress> FramePointer;
  /// The stack pointer that a realigning prologue leaves, and copies to a base
  /// register where the stack pointer moves on.
  std::optional<VirtualAddress> AlignedStack;
  /// The stack pointer in the body of such a function; unset where dynamic
  /// arrays move it.
  std::optional<VirtualAddress> StackPointer;
};

/// The registers after the prologue of a function whose CFA is \p Cfa. In a
/// realigned frame this takes the bytes that the `and` really drops there.
ActivationRegisters placeFrame(const FrameLayout &Frame, VirtualAddress Cfa,
                               unsigned PointerSize);

/// The lowest byte of \p Slot; none where only run time knows it.
std::optional<VirtualAddress> addressOf(const FrameSlot &Slot,
                                        const ActivationRegisters &Registers);

} // namespace framewalk
