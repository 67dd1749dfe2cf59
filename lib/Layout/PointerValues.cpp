//===- PointerValues.cpp --------------------------------------------------===//
#include "Layout/PointerValues.h"

namespace framewalk {

static_assert(uint32_t(ValueKind::OlderBlock) < 1u << (32 - ValueId::TagShift));

ValueTable::ValueTable() : Entries(1), Buckets(64) {}

/// Where \p V is, or belongs.
size_t ValueTable::bucketOf(const Value &V) const {
  uint64_t Hash = uint64_t(V.Offset) * 0x9e3779b97f4a7c15u;
  Hash ^= (uint64_t(V.Kind) << 40 | uint64_t(V.Base) << 32 | V.Index) *
          0xc2b2ae3d27d4eb4fu;
  Hash ^= Hash >> 29;
  size_t Mask = Buckets.size() - 1;
  size_t I = Hash & Mask;
  while (Buckets[I] != 0 && !(Entries[Buckets[I]] == V))
    I = (I + 1) & Mask;
  return I;
}

void ValueTable::grow() {
  Buckets.assign(Buckets.size() * 2, 0);
  for (uint32_t I = 1; I != Entries.size(); ++I)
    Buckets[bucketOf(Entries[I])] = I;
}

ValueId ValueTable::idOf(const Value &V) {
  if (V.Kind <= ValueKind::OlderBlock)
    return V.Kind == ValueKind::None ? ValueId{} : ValueId::of(V.Kind, V.Index);
  size_t Bucket = bucketOf(V);
  if (Buckets[Bucket] == 0) {
    if (Entries.size() * 2 > Buckets.size()) {
      grow();
      Bucket = bucketOf(V);
    }
    Buckets[Bucket] = uint32_t(Entries.size());
    Entries.push_back(V);
  }
  return {Buckets[Bucket]};
}

} // namespace framewalk
