//===- Vma.h - Virtual memory areas ---------------------------------------===//
//
// What Linux knows about a process's memory: ranges of pages with rights and an
// origin, as /proc/self/maps lists them. It does not know variables.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Paging/PagingMode.h"
#include "Support/Units.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace framewalk {

enum class VmaKind : uint8_t {
  Headers, ///< the ELF file's headers, mapped read-only
  Text,
  Rodata,
  Relro, ///< written by the loader, then read-only: .data.rel.ro, .got
  Data,
  Bss,
  Heap,
  Mapping, ///< mmap
  Thread,  ///< the thread control block and the thread's own variables
  Vvar,
  Vdso,
  Stack,
};
std::string_view name(VmaKind Kind);

/// PROT_READ and so on; none of them: PROT_NONE.
struct Protection {
  bool CanRead = false;
  bool CanWrite = false;
  bool CanExecute = false;

  bool isAccessible() const { return CanRead || CanWrite || CanExecute; }
  friend bool operator==(const Protection &, const Protection &) = default;
};
constexpr Protection ReadOnly{.CanRead = true};
constexpr Protection ReadWrite{.CanRead = true, .CanWrite = true};
constexpr Protection ReadExecute{.CanRead = true, .CanExecute = true};
constexpr Protection NoAccess{};

struct Vma {
  VirtualAddress Begin; ///< of the first page
  VirtualAddress End;   ///< behind the last page
  Protection Rights;
  VmaKind Kind = VmaKind::Mapping;
  std::string Name; ///< as in /proc/self/maps: "[stack]", a file, or empty
  /// Set: a private mapping of a file that has that many bytes from Begin on;
  /// pages wholly behind them cannot be had. Unset: anonymous, zeros at first.
  std::optional<uint64_t> FileBytes;
  /// Of Begin in the file. Name and offset tell whether two areas show the same
  /// page of the same file.
  uint64_t FileOffset = 0;
  /// VM_GROWSDOWN: a fault below it makes it longer.
  bool GrowsDown = false;

  bool contains(VirtualAddress A) const { return Begin <= A && A < End; }
  uint64_t size() const { return static_cast<uint64_t>(End - Begin); }
};

/// The areas of one process, sorted, without overlap.
class VmaList {
public:
  const std::vector<Vma> &areas() const { return Areas; }
  auto begin() const { return Areas.begin(); }
  auto end() const { return Areas.end(); }

  /// find_vma() of Linux: the first area that ends above \p A, which may begin
  /// above it, too; null where there is none.
  const Vma *firstEndingAbove(VirtualAddress A) const;
  const Vma *containing(VirtualAddress A) const;
  /// The area before \p V; null where it is the first.
  const Vma *before(const Vma &V) const;

  /// False: it is empty, not made of whole pages, or overlaps another one.
  bool insert(Vma New);
  /// Cuts the pages from \p Begin to \p End out of all areas.
  void remove(VirtualAddress Begin, VirtualAddress End);
  /// mprotect: false where a page in the range belongs to no area.
  bool protect(VirtualAddress Begin, VirtualAddress End, Protection Rights);
  void setBegin(const Vma &V, VirtualAddress Begin);
  void setEnd(const Vma &V, VirtualAddress End);

  /// The highest \p Size bytes below \p Top that no area has, as mmap looks for
  /// them (top down); none where there is no room above \p Bottom.
  std::optional<VirtualAddress>
  findGapBelow(VirtualAddress Top, VirtualAddress Bottom, uint64_t Size) const;

private:
  /// So that areas begin and end at \p A where one lies across it.
  void splitAt(VirtualAddress A);
  Vma &mutableArea(const Vma &V) { return Areas[&V - Areas.data()]; }

  std::vector<Vma> Areas;
};

} // namespace framewalk
