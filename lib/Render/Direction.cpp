//===- Direction.cpp ------------------------------------------------------===//

#include "Render/Direction.h"

using namespace framewalk;

size_t framewalk::directionControl(std::string_view Rest) {
  auto Byte = [&](size_t At) {
    return At < Rest.size() ? static_cast<unsigned char>(Rest[At]) : 0;
  };
  if (Byte(0) == 0xd8 && Byte(1) == 0x9c) // U+061C
    return 2;
  if (Byte(0) != 0xe2)
    return 0;
  const unsigned Last = Byte(2);
  if (Byte(1) == 0x80 && (Last == 0x8e || Last == 0x8f ||  // U+200E, U+200F
                          (Last >= 0xaa && Last <= 0xae))) // U+202A to U+202E
    return 3;
  return Byte(1) == 0x81 && Last >= 0xa6 && Last <= 0xa9 ? 3 : 0; // U+2066 ...
}
