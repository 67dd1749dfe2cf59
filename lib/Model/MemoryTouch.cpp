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

std::string_view name(PlaceBase Base) {
  switch (Base) {
  case PlaceBase::Unknown:
    return "unknown";
  case PlaceBase::Cfa:
    return "cfa";
  case PlaceBase::AlignedStack:
    return "alignedStack";
  case PlaceBase::Symbol:
    return "symbol";
  case PlaceBase::Section:
    return "section";
  case PlaceBase::GotEntry:
    return "gotEntry";
  case PlaceBase::Thread:
    return "thread";
  case PlaceBase::Heap:
    return "heap";
  case PlaceBase::Absolute:
    return "absolute";
  }
  return "";
}

} // namespace framewalk
