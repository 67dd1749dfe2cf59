//===- Units.h - Offsets, addresses and sizes that cannot be mixed up -----===//
//
// A frame offset, a virtual address and a physical address are all integers to
// the machine; mixing them up is the classic bug of this kind of tool. Each is
// a type of its own here, and only the arithmetic that makes sense compiles.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <compare>
#include <cstdint>

namespace framewalk {

/// An integer of one kind. Two of the same kind compare and subtract; adding a
/// plain signed number of bytes moves one.
template <typename Tag, typename Rep> struct Quantity {
  Rep Value = 0;

  constexpr Quantity() = default;
  constexpr explicit Quantity(Rep V) : Value(V) {}

  friend constexpr auto operator<=>(Quantity, Quantity) = default;
  friend constexpr Quantity operator+(Quantity A, int64_t Bytes) {
    return Quantity(static_cast<Rep>(A.Value + static_cast<Rep>(Bytes)));
  }
  friend constexpr Quantity operator-(Quantity A, int64_t Bytes) {
    return Quantity(static_cast<Rep>(A.Value - static_cast<Rep>(Bytes)));
  }
  friend constexpr int64_t operator-(Quantity A, Quantity B) {
    return static_cast<int64_t>(A.Value - B.Value);
  }
};

/// Bytes from the CFA (the value of the stack pointer before the call pushed
/// the return address); negative is inside the frame.
using FrameOffset = Quantity<struct FrameOffsetTag, int64_t>;

/// An address as the program sees it.
using VirtualAddress = Quantity<struct VirtualAddressTag, uint64_t>;

/// An address as the memory bus sees it.
using PhysicalAddress = Quantity<struct PhysicalAddressTag, uint64_t>;

/// \p Value rounded up to a multiple of \p Align, a power of two.
constexpr uint64_t alignUp(uint64_t Value, uint64_t Align) {
  return (Value + Align - 1) & ~(Align - 1);
}

} // namespace framewalk
