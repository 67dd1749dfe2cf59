//===- Observations.cpp ---------------------------------------------------===//
#include "Escape/Observations.h"

namespace framewalk::escape {

void Observations::add(const Observation &O) {
  uint64_t What = uint64_t(O.Local.Value) << 8 | unsigned(O.Kind);
  if (Seen.insert({O.At, What}).second)
    All.push_back(O);
}

} // namespace framewalk::escape
