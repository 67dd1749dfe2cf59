//===- MemoryTouch.cpp ----------------------------------------------------===//

#include "Model/MemoryTouch.h"

namespace framewalk {

std::string_view name(MemoryRole Role) {
  switch (Role) {
  case MemoryRole::Operand:
    return "operand";
  case MemoryRole::Push:
    return "push";
  case MemoryRole::Pop:
    return "pop";
  case MemoryRole::ReturnAddress:
    return "returnAddress";
  case MemoryRole::StringSource:
    return "stringSource";
  case MemoryRole::StringDestination:
    return "stringDestination";
  }
  return "";
}

} // namespace framewalk
