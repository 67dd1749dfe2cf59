//===- RegisterParts.h - Numbers for register names -----------------------===//
//
// Private to lib/Layout. Captured instructions name registers; following their
// values by the million needs numbers.
//
//===----------------------------------------------------------------------===//
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace framewalk {

/// A general register, or a part of one.
struct RegisterPart {
  static constexpr uint8_t None = 255;
  uint8_t Number = None; ///< generalRegister()
  uint8_t Bits = 0;      ///< how many of its bits the name covers

  bool isValid() const { return Number != None; }
};

namespace reg {
constexpr uint8_t Ax = 0, Cx = 1, Dx = 2, Bx = 3, Sp = 4, Bp = 5, Si = 6,
                  Di = 7, R8 = 8, R9 = 9;
/// How many are followed; APX' others are not.
constexpr unsigned Count = 16;
} // namespace reg

/// The number of \p Name; invalid for others than the general ones.
RegisterPart registerPart(std::string_view Name);

/// The same for the names in captured instructions, which have one address
/// each: remembers what it has seen.
class RegisterPartCache {
public:
  RegisterPart operator[](const char *Name);

private:
  struct Entry {
    const char *Name = nullptr;
    RegisterPart Part;
  };
  std::array<Entry, 256> Seen{};
};

} // namespace framewalk
