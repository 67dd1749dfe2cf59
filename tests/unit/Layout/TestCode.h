//===- TestCode.h - Captured frames from assembly text --------------------===//
//
// Tests of this library state their input as the assembly that it stands for:
//
//   assemble(R"(
//     push rbp          ; setup
//     mov rbp, rsp      ; setup, cfa rsp+16
//     sub rsp, 32       ; setup, cfa rbp+16
//     jne .L1
//   .L1:
//     ret
//   )");
//
// After `;`: setup and destroy are the code generator's flags; `cfa REG+N` is
// the CFI from before this instruction on; `pops N` what a callee takes off the
// stack; `at L:C` its debug line in file 0; `spill` and `reload` what the code
// generator says of it; `inlined F` whose code it is; `object N` the frame
// object that its operand stays in. Every instruction is 4
// bytes long, except the call that reads the instruction pointer, which has its
// real 5.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Codegen/CapturedFrame.h"

#include <string_view>

namespace framewalk::test {

/// A function of x86-64, or of i386 where \p Start says PointerSize 4. Symbols
/// in operands and after `call` are those of \p Image: `table`,
/// `table@GOTPCREL`, `x@TPOFF`.
CapturedFrame assemble(std::string_view Source, CapturedFrame Start = {},
                       const ProgramImage *Image = nullptr);

} // namespace framewalk::test
