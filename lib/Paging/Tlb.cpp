//===- Tlb.cpp - The translation lookaside buffer -------------------------===//

#include "Paging/Tlb.h"

#include <algorithm>

namespace framewalk {

Tlb::Tlb(const TlbGeometry &Geometry) : Replacement(Geometry.Replacement) {
  for (const TlbArrayGeometry &G : Geometry.Arrays) {
    Array A;
    A.PageShifts = G.PageShifts;
    A.Ways = std::max(1u, std::min(G.Ways, G.Entries));
    A.Sets = std::max(1u, G.Entries / A.Ways);
    A.Entries.resize(size_t(A.Sets) * A.Ways);
    Arrays.push_back(std::move(A));
  }
}

Tlb::Entry *Tlb::find(VirtualAddress Address) {
  for (Array &A : Arrays)
    for (uint8_t Shift : A.PageShifts)
      for (Entry &E : A.setOf(Address, Shift))
        if (E.PageShift == Shift && E.Page == Address.Value >> Shift)
          return &E;
  return nullptr;
}

std::optional<Translation> Tlb::lookup(const PagingContext &Context,
                                       VirtualAddress Address,
                                       MemoryAccess Access) {
  Entry *E = find(Address);
  if (!E || !Context.allows(Access, E->Allowed) ||
      (Access.Type == AccessType::Write && !E->IsDirty))
    return std::nullopt;
  if (Replacement == TlbReplacement::LeastRecentlyUsed)
    E->LastUse = ++Clock;
  uint64_t Offset = Address.Value & ((uint64_t(1) << E->PageShift) - 1);
  return Translation{.Physical = PhysicalAddress(E->Frame.Value | Offset),
                     .PageShift = E->PageShift,
                     .Allowed = E->Allowed,
                     .IsGlobal = E->IsGlobal,
                     .IsDirty = E->IsDirty};
}

Tlb::Entry &Tlb::victim(std::span<Entry> Set) {
  for (Entry &E : Set)
    if (E.PageShift == 0)
      return E;
  if (Replacement == TlbReplacement::Random) {
    // xorshift64: the same victims on every run.
    RandomState ^= RandomState << 13;
    RandomState ^= RandomState >> 7;
    RandomState ^= RandomState << 17;
    return Set[RandomState % Set.size()];
  }
  return *std::min_element(
      Set.begin(), Set.end(),
      [](const Entry &A, const Entry &B) { return A.LastUse < B.LastUse; });
}

void Tlb::insert(VirtualAddress Address, const Translation &T) {
  for (Array &A : Arrays) {
    if (std::find(A.PageShifts.begin(), A.PageShifts.end(), T.PageShift) ==
        A.PageShifts.end())
      continue;
    std::span<Entry> Set = A.setOf(Address, T.PageShift);
    uint64_t Page = Address.Value >> T.PageShift;
    Entry *Place = nullptr;
    for (Entry &E : Set)
      if (E.PageShift == T.PageShift && E.Page == Page)
        Place = &E;
    if (!Place)
      Place = &victim(Set);
    *Place = {.Page = Page,
              .Frame = T.frame(),
              .LastUse = ++Clock,
              .PageShift = T.PageShift,
              .Allowed = T.Allowed,
              .IsGlobal = T.IsGlobal,
              .IsDirty = T.IsDirty};
    return;
  }
}

void Tlb::invalidatePage(VirtualAddress Address) {
  while (Entry *E = find(Address))
    E->PageShift = 0;
}

void Tlb::flushNonGlobal() {
  for (Array &A : Arrays)
    for (Entry &E : A.Entries)
      if (!E.IsGlobal)
        E.PageShift = 0;
}

void Tlb::flushAll() {
  for (Array &A : Arrays)
    for (Entry &E : A.Entries)
      E.PageShift = 0;
}

} // namespace framewalk
