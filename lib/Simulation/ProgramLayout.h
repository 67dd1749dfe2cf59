//===- ProgramLayout.h - Where Linux puts a program's parts ---------------===//
//
// The areas of a position-independent executable without address
// randomisation, as execve and the linker of this system lay them out. The
// loader and the C library are left out: they say nothing about the program
// that is explained.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Simulation/AddressSpace.h"

#include <string>

namespace framewalk {

/// The sizes of a program's sections, in bytes.
struct ProgramImage {
  std::string Name = "a.out";
  uint64_t TextBytes = 0;
  uint64_t RodataBytes = 0;
  uint64_t DataBytes = 0;
  uint64_t BssBytes = 0;
};

/// A process that is about to run the program, and where its sections begin.
struct ProgramLayout {
  ProcessPlan Plan;
  VirtualAddress Text;
  VirtualAddress Rodata;
  VirtualAddress Data;
  VirtualAddress Bss; ///< right behind the data, in the same page
};

ProgramLayout layOutProgram(const ProgramImage &Image, unsigned PointerSize);

} // namespace framewalk
