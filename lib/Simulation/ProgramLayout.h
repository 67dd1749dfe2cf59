//===- ProgramLayout.h - Where Linux puts a program's parts ---------------===//
//
// The areas of a position-independent executable without address
// randomisation, as execve and the linker of this system (GNU ld, -z
// separate-code) lay them out. The program is made of the one object that is
// explained; the start files, the loader and the C library are left out, as
// they say nothing about it.
//
// Simplified: equal strings are not merged, unused sections are not dropped,
// and the tables that only the loader reads (.dynamic, .rela.dyn ...) take up
// no room but the page of the headers.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Model/MemoryTouch.h"
#include "Model/ProgramImage.h"
#include "Simulation/AddressSpace.h"

#include <string>

namespace framewalk {

/// Pages that have been written to before the program's own code runs.
struct PreparedPages {
  VirtualAddress Begin;
  VirtualAddress End;
  std::string_view By; ///< "the loader, which fills in addresses"

  bool contains(VirtualAddress A) const { return Begin <= A && A < End; }
};

/// A process that is about to run the program, and where its sections begin.
struct ProgramLayout {
  ProcessPlan Plan;
  VirtualAddress Text;
  VirtualAddress Rodata;
  VirtualAddress Relro; ///< ends where a page does, and the data begins there
  VirtualAddress Data;
  VirtualAddress Bss; ///< right behind the data, in the same page
  /// The global offset table; one entry for each of GotEntries.
  VirtualAddress Got;
  std::vector<uint32_t> GotEntries;
  /// fs:0 (i386: gs:0), where the thread control block begins. What the thread
  /// has of its own lies right below (psABI: variant II).
  VirtualAddress ThreadPointer;
  /// By index into ProgramImage::Sections; of thread data: the main thread's
  /// copy.
  std::vector<VirtualAddress> Sections;
  /// By index into ProgramImage::Symbols; none: another file defines it.
  std::vector<std::optional<VirtualAddress>> Symbols;
  std::vector<PreparedPages> Prepared;

  /// Of a place that does not hang on a frame or a heap block; none: see
  /// whyNowhere().
  std::optional<VirtualAddress> addressOf(const MemoryPlace &Place) const;
};

/// Why the layout has no address for such a place, for people.
std::string whyNowhere(const MemoryPlace &Place, const ProgramImage &Image);

/// The executable that is made of \p Source: without the extension.
std::string executableName(const std::string &Source);

/// \p Name is that of the executable, as /proc/self/maps would have it.
ProgramLayout layOutProgram(const ProgramImage &Image, const std::string &Name,
                            unsigned PointerSize,
                            uint64_t StackLimit = uint64_t(8) << 20);

} // namespace framewalk
