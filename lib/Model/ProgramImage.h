//===- ProgramImage.h - What the object file holds ------------------------===//
//
// Sections and symbols of the unit's own object, as the linker will see them.
// Places in a process come later (lib/Simulation): an object has none.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

/// What a section's bytes become in a process.
enum class SectionKind : uint8_t {
  Code,
  ReadOnly,          ///< .rodata, string literals, jump tables
  RelocatedReadOnly, ///< .data.rel.ro: read-only once the loader is done
  Data,
  ZeroInitialised, ///< .bss: no bytes in the file
  ThreadData,      ///< .tdata: each thread has a copy
  ThreadZero,      ///< .tbss
};
std::string_view name(SectionKind Kind);

struct ImageSection {
  std::string Name;
  SectionKind Kind = SectionKind::Data;
  uint64_t Size = 0;  ///< bytes
  uint64_t Align = 1; ///< bytes
};

struct ImageSymbol {
  std::string Name;
  /// Index into ProgramImage::Sections; unset: another file defines it.
  std::optional<uint32_t> Section;
  uint64_t Offset = 0; ///< bytes from the section's begin
  uint64_t Size = 0;   ///< bytes; 0: unknown
  bool IsFunction = false;
  bool IsThreadLocal = false;
  /// No other file can name it: `static`, or a section's own.
  bool IsLocal = false;
  /// A definition that a linker may replace by another file's.
  bool IsWeak = false;
  /// For people, where Name says little: `"hello"` for a string literal, the
  /// demangled name of a C++ object.
  std::string Title;
};

struct ProgramImage {
  /// Only those that occupy memory in a process (SHF_ALLOC).
  std::vector<ImageSection> Sections;
  /// The first Sections.size() ones are the sections' own, in their order.
  /// String literals without a symbol in the file have one here.
  std::vector<ImageSymbol> Symbols;
  /// Indices of the symbols whose address (or distance from the thread pointer)
  /// the code reads from an entry of the global offset table; ascending.
  std::vector<uint32_t> GotEntries;
};

} // namespace framewalk
