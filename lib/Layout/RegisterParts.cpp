//===- RegisterParts.cpp --------------------------------------------------===//
#include "Layout/RegisterParts.h"

#include "Codegen/CapturedFrame.h"

#include <optional>

namespace framewalk {

namespace {

/// How many bits a name of a general register covers.
uint8_t bitsOf(std::string_view Name) {
  char Last = Name.back();
  bool IsNumbered = Name.front() == 'r' && Name.size() > 1 && Name[1] >= '0' &&
                    Name[1] <= '9';
  if (IsNumbered)
    return Last == 'd' ? 32 : Last == 'w' ? 16 : Last == 'b' ? 8 : 64;
  if (Name.front() == 'r')
    return 64;
  if (Name.front() == 'e')
    return 32;
  return Last == 'l' || Last == 'h' ? 8 : 16;
}

} // namespace

RegisterPart registerPart(std::string_view Name) {
  std::optional<unsigned> Number =
      Name.empty() ? std::nullopt : generalRegister(Name);
  if (!Number || *Number >= reg::Count)
    return {};
  return {uint8_t(*Number), bitsOf(Name)};
}

RegisterPart RegisterPartCache::operator[](const char *Name) {
  if (!*Name)
    return {};
  auto Bits = reinterpret_cast<uintptr_t>(Name);
  Entry &E = Seen[(Bits >> 3 ^ Bits >> 11) % Seen.size()];
  if (E.Name != Name)
    E = {Name, registerPart(Name)};
  return E.Part;
}

} // namespace framewalk
