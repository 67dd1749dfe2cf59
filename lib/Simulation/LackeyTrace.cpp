//===- LackeyTrace.cpp - Reading valgrind's memory traces -----------------===//

#include "Simulation/LackeyTrace.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace framewalk {

namespace {

int digitOf(char C) {
  if (C >= '0' && C <= '9')
    return C - '0';
  if (C >= 'a' && C <= 'f')
    return C - 'a' + 10;
  if (C >= 'A' && C <= 'F')
    return C - 'A' + 10;
  return -1;
}

/// A number at \p At, which is moved behind it; none where there is no digit,
/// or more than 64 bits.
template <unsigned Base>
std::optional<uint64_t> readNumber(const char *&At, const char *End) {
  uint64_t Value = 0;
  const char *Begin = At;
  for (; At != End; ++At) {
    int Digit = digitOf(*At);
    if (Digit < 0 || Digit >= static_cast<int>(Base))
      break;
    if (Value > (UINT64_MAX - Digit) / Base)
      return std::nullopt;
    Value = Value * Base + Digit;
  }
  return At == Begin ? std::nullopt : std::optional(Value);
}

/// An instruction or operand is no longer; XSAVE's area is below this.
constexpr uint64_t LargestAccess = 16384;

} // namespace

llvm::Expected<LackeyReader> LackeyReader::open(const std::string &Path) {
  if (Path == "-")
    return LackeyReader(STDIN_FILENO);
  int Descriptor = ::open(Path.c_str(), O_RDONLY | O_CLOEXEC);
  if (Descriptor < 0)
    return llvm::createStringError("cannot open the trace '" + Path +
                                   "': " + strerror(errno));
  LackeyReader Result(Descriptor);
  Result.Owns = true;
  return Result;
}

LackeyReader::LackeyReader(int Descriptor)
    : Descriptor(Descriptor), Buffer(std::make_unique<char[]>(Room)),
      Begin(Buffer.get()), End(Buffer.get()) {}

LackeyReader::LackeyReader(LackeyReader &&Other) noexcept
    : Descriptor(Other.Descriptor), Owns(std::exchange(Other.Owns, false)),
      Buffer(std::move(Other.Buffer)), Begin(Other.Begin), End(Other.End),
      AtEnd(Other.AtEnd), Cut(Other.Cut), InLongLine(Other.InLongLine),
      Strange(Other.Strange), Error(std::move(Other.Error)) {}

LackeyReader &LackeyReader::operator=(LackeyReader &&Other) noexcept {
  if (this != &Other) {
    this->~LackeyReader();
    new (this) LackeyReader(std::move(Other));
  }
  return *this;
}

LackeyReader::~LackeyReader() {
  if (Owns)
    close(Descriptor);
}

/// Moves what is left to the front and reads on behind it. False: nothing came.
bool LackeyReader::refill() {
  if (AtEnd)
    return false;
  size_t Left = End - Begin;
  memmove(Buffer.get(), Begin, Left);
  Begin = Buffer.get();
  End = Begin + Left;
  ssize_t Count;
  do
    Count = ::read(Descriptor, End, Room - Left);
  while (Count < 0 && errno == EINTR);
  if (Count < 0)
    Error = strerror(errno);
  if (Count <= 0) {
    AtEnd = true;
    return false;
  }
  End += Count;
  return true;
}

LackeyReader::Line LackeyReader::nextLine() {
  while (true) {
    if (void *Found = memchr(Begin, '\n', End - Begin)) {
      Line Result = {.Begin = Begin, .End = static_cast<char *>(Found)};
      Begin = static_cast<char *>(Found) + 1;
      if (!std::exchange(InLongLine, false))
        return Result;
      continue;
    }
    // A line longer than the buffer is no access, whatever is at its end.
    if (InLongLine || static_cast<size_t>(End - Begin) == Room) {
      Strange += !std::exchange(InLongLine, true);
      Begin = End;
    }
    if (refill())
      continue;
    Cut |= InLongLine || Begin != End;
    Line Result = {.Begin = Begin, .End = End, .IsLast = true};
    Begin = End;
    return Result;
  }
}

std::optional<TraceAccess> LackeyReader::parse(Line L) {
  size_t Length = L.End - L.Begin;
  if (L.IsLast || Length == 0 || *L.Begin == '=' || *L.Begin == '-' ||
      *L.Begin == '*')
    return std::nullopt;
  TraceAccess Result;
  bool IsAccess = Length > 3 && L.Begin[2] == ' ';
  if (IsAccess && L.Begin[0] == 'I' && L.Begin[1] == ' ')
    Result.Type = AccessType::Fetch;
  else if (IsAccess && L.Begin[0] == ' ' && L.Begin[1] == 'L')
    Result.Type = AccessType::Read;
  else if (IsAccess && L.Begin[0] == ' ' && L.Begin[1] == 'S')
    Result.Type = AccessType::Write;
  else if (IsAccess && L.Begin[0] == ' ' && L.Begin[1] == 'M')
    Result.Type = AccessType::Write, Result.IsModify = true;
  else
    IsAccess = false;

  const char *At = L.Begin + std::min<size_t>(3, Length);
  std::optional<uint64_t> Address, Size;
  if (IsAccess && (Address = readNumber<16>(At, L.End)) && At != L.End &&
      *At++ == ',')
    Size = readNumber<10>(At, L.End);
  if (!Size || At != L.End || *Size == 0 || *Size > LargestAccess) {
    ++Strange;
    return std::nullopt;
  }
  Result.Address = VirtualAddress(*Address);
  Result.Size = static_cast<uint32_t>(*Size);
  return Result;
}

} // namespace framewalk
