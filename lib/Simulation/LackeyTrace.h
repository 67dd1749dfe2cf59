//===- LackeyTrace.h - Reading valgrind's memory traces -------------------===//
//
// What `valgrind --tool=lackey --trace-mem=yes` prints, one access a line:
//
//   I  04001092,3      an instruction of 3 bytes is fetched
//    L 1ffefffe78,8    8 bytes are loaded
//    S 1ffefffe78,8    stored
//    M 0421c7cc,4      modified: loaded and stored
//
// Read in pieces of fixed size, so a trace may be of any length.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Paging/PagingContext.h"

#include "llvm/Support/Error.h"

#include <memory>
#include <optional>
#include <string>

namespace framewalk {

struct TraceAccess {
  VirtualAddress Address;
  uint32_t Size = 0;
  /// A modification is a write: the CPU asks for the right to write at once.
  AccessType Type = AccessType::Read;
  bool IsModify = false;
};

class LackeyReader {
public:
  /// \p Path "-" is the standard input.
  static llvm::Expected<LackeyReader> open(const std::string &Path);
  /// Reads from a descriptor, which stays open.
  explicit LackeyReader(int Descriptor);
  LackeyReader(LackeyReader &&) noexcept;
  LackeyReader &operator=(LackeyReader &&) noexcept;
  ~LackeyReader();

  /// The next access; none at the end of the trace, or when it cannot be read
  /// on.
  std::optional<TraceAccess> next() {
    while (true) {
      std::optional<TraceAccess> Result;
      if (Line L = nextLine(); L.Begin == L.End && L.IsLast)
        return std::nullopt;
      else if ((Result = parse(L)))
        return Result;
    }
  }

  /// Lines that are neither an access nor valgrind's own ("==1234== ...").
  uint64_t strangeLines() const { return Strange; }
  /// The last line has no end: the trace was cut off in the middle. If it looks
  /// like an access it is left out, since digits may be missing.
  bool isCut() const { return Cut; }
  /// Why reading stopped early; empty where it did not.
  const std::string &error() const { return Error; }

private:
  struct Line {
    const char *Begin = nullptr;
    const char *End = nullptr;
    bool IsLast = false; ///< nothing follows
  };

  Line nextLine();
  bool refill();
  std::optional<TraceAccess> parse(Line L);

  static constexpr size_t Room = 1 << 16;

  int Descriptor;
  bool Owns = false;
  std::unique_ptr<char[]> Buffer;
  char *Begin = nullptr; ///< of what is not yet read
  char *End = nullptr;
  bool AtEnd = false;
  bool Cut = false;
  bool InLongLine = false; ///< its begin is no longer in the buffer
  uint64_t Strange = 0;
  std::string Error;
};

} // namespace framewalk
