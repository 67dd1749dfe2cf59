//===- ProgramMemory.h - What the operating system knows ------------------===//
//
// The kernel keeps areas (VMAs); the compiler keeps variables. This table has
// both side by side, for one simulated process.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Support/Units.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace framewalk {

/// Something the compiler or the allocator put into an area, of which the
/// kernel knows nothing.
struct AreaContent {
  VirtualAddress Begin;
  uint64_t Size = 0; ///< bytes; 0: unknown
  std::string Name;  ///< "counter", "main: buf", "return address of f"
  std::string Kind;  ///< "variable", "function", "string literal", "frame" ...
};

/// One VMA, with pmap -x's columns.
struct MemoryArea {
  VirtualAddress Begin;
  uint64_t Bytes = 0;
  uint64_t ResidentBytes = 0; ///< RSS: the shared zero page does not count
  uint64_t DirtyBytes = 0;
  uint64_t SwappedBytes = 0;
  std::string Mode;    ///< "r-x--"
  std::string Mapping; ///< a file's name, "[ stack ]" or "[ anon ]"
  std::string Purpose; ///< "text", "bss", "heap", "thread control block" ...
  std::vector<AreaContent> Contents; ///< by address
};

/// An activation of the call path.
struct PlacedFrame {
  std::string Function;
  std::string LinkageName; ///< overloads have one Function
  VirtualAddress Cfa;
  VirtualAddress Lowest; ///< the frame's lowest byte
  VirtualAddress
      ReturnAddress; ///< the value pushed; 0: the caller is not shown
};

struct ProgramMemory {
  std::string Name;                ///< the source that the process was made of
  std::vector<PlacedFrame> Frames; ///< the outermost call first
  std::vector<MemoryArea> Areas;   ///< by address
  /// What happened on the way, each a sentence: faults, brk, swapping.
  std::vector<std::string> Events;
};

/// A virtual page that two processes have, and what is behind it in each.
struct ComparedPage {
  VirtualAddress Page;
  /// Index for index MapsReport::Processes; unset: not present there.
  std::vector<std::optional<PhysicalAddress>> Frames;
  std::string Note; ///< "the same address, different memory" ...
};

/// What `framewalk maps` answers.
struct MapsReport {
  std::vector<ProgramMemory> Processes;
  /// Where there is more than one process: the pages that they both have.
  std::vector<ComparedPage> Isolation;
};

} // namespace framewalk
