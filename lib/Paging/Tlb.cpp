//===- Tlb.cpp - The translation lookaside buffer -------------------------===//

#include "Paging/Tlb.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace framewalk {

static_assert(Rights::Write < TlbEntry::Dirty &&
              Rights::User < TlbEntry::Dirty &&
              Rights::Execute < TlbEntry::Dirty);

std::string TlbGeometry::problem() const {
  for (const TlbArrayGeometry &A : Arrays) {
    if (A.Level != 1 && A.Level != 2)
      return "a TLB has levels 1 and 2";
    if (A.Ways == 0 || A.Entries == 0 || A.Entries % A.Ways != 0)
      return "a TLB's entries must be a multiple of its ways";
    if (!std::has_single_bit(A.Entries / A.Ways))
      return "a TLB's sets (entries / ways) must be a power of two";
    if (A.PageShifts.empty())
      return "a TLB must take pages of some size";
  }
  return "";
}

Translation TlbEntry::translation(VirtualAddress A) const {
  return {.Physical = physical(A),
          .PageShift = pageShift(),
          .Allowed = {static_cast<uint8_t>(Data & 7)},
          .IsGlobal = isGlobal(),
          .IsDirty = (Data & Dirty) != 0};
}

TlbFilter filterFor(const PagingContext &Context, MemoryAccess Access) {
  TlbFilter Clean =
      Access.Type == AccessType::Write ? 0 : Context.allowedRights(Access);
  return static_cast<TlbFilter>(Clean | Context.allowedRights(Access)
                                            << TlbEntry::Dirty);
}

bool Tlb::Array::takes(uint8_t PageShift) const {
  return std::find(PageShifts.begin(), PageShifts.end(), PageShift) !=
         PageShifts.end();
}

Tlb::Tlb(const TlbGeometry &Geometry) : Replacement(Geometry.Replacement) {
  assert(Geometry.problem().empty());
  for (unsigned Level : {1u, 2u})
    for (const TlbArrayGeometry &G : Geometry.Arrays) {
      if (G.Level != Level)
        continue;
      Array A = {.Level = Level,
                 .Ways = G.Ways,
                 .SetMask = G.Entries / G.Ways - 1,
                 .PageShifts = G.PageShifts};
      A.Entries.resize(G.Entries);
      Arrays.push_back(std::move(A));
    }
  Front = Nothing.data();
  for (Array &A : Arrays)
    if (A.Level == 1 && A.takes(12)) {
      Front = A.Entries.data();
      FrontSetMask = A.SetMask;
      FrontWays = A.Ways;
      break;
    }
}

TlbEntry *Tlb::findIn(Array &A, VirtualAddress Address) {
  for (uint8_t Shift : A.PageShifts) {
    uint64_t Tag = TlbEntry::tagFor(Address, Shift);
    TlbEntry *Set = A.setOf(Address, Shift);
    for (unsigned Way = 0; Way < A.Ways; ++Way) {
      if (Set[Way].Tag != Tag)
        continue;
      if (Replacement != TlbReplacement::LeastRecentlyUsed)
        return &Set[Way];
      std::rotate(Set, Set + Way, Set + Way + 1);
      return Set;
    }
  }
  return nullptr;
}

const TlbEntry *Tlb::findInAll(VirtualAddress Address, TlbFilter Filter) {
  for (Array &A : Arrays) {
    const TlbEntry *Found = findIn(A, Address);
    if (!Found)
      continue;
    if (!(Filter >> Found->rights() & 1))
      return nullptr;
    if (A.Level == 1)
      return Found;
    ++Promotions;
    for (Array &Above : Arrays)
      if (Above.Level == 1 && Above.takes(Found->pageShift()))
        return insertInto(Above, Address, *Found);
    return Found;
  }
  return nullptr;
}

std::optional<Translation> Tlb::lookup(const PagingContext &Context,
                                       VirtualAddress Address,
                                       MemoryAccess Access) {
  const TlbEntry *Found = find(Address, filterFor(Context, Access));
  return Found ? std::optional(Found->translation(Address)) : std::nullopt;
}

/// The way that a new entry takes: that of the same page, an empty one, or the
/// one that the policy gives up.
unsigned Tlb::victim(const TlbEntry *Set, unsigned Ways, uint64_t Tag) {
  for (uint64_t Wanted : {Tag, uint64_t(0)})
    for (unsigned Way = 0; Way < Ways; ++Way)
      if (Set[Way].Tag == Wanted)
        return Way;
  if (Replacement != TlbReplacement::Random)
    return Ways - 1;
  // xorshift64.
  RandomState ^= RandomState << 13;
  RandomState ^= RandomState >> 7;
  RandomState ^= RandomState << 17;
  return RandomState % Ways;
}

const TlbEntry *Tlb::insertInto(Array &A, VirtualAddress Address,
                                TlbEntry Entry) {
  TlbEntry *Set = A.setOf(Address, Entry.pageShift());
  unsigned Way = victim(Set, A.Ways, Entry.Tag);
  Set[Way] = Entry;
  if (Replacement == TlbReplacement::Random)
    return &Set[Way];
  // The sets are kept in order: by use, or by arrival.
  std::rotate(Set, Set + Way, Set + Way + 1);
  return Set;
}

void Tlb::insert(VirtualAddress Address, const Translation &T) {
  TlbEntry Entry = {.Tag = TlbEntry::tagFor(Address, T.PageShift),
                    .Data = T.frame().Value | T.Allowed.Bits |
                            (T.IsDirty ? TlbEntry::Dirty : 0) |
                            (T.IsGlobal ? TlbEntry::Global : 0)};
  for (unsigned Level : {1u, 2u})
    for (Array &A : Arrays)
      if (A.Level == Level && A.takes(T.PageShift)) {
        insertInto(A, Address, Entry);
        break;
      }
}

template <typename Predicate> void Tlb::removeIf(Predicate IsGone) {
  for (Array &A : Arrays)
    for (TlbEntry &E : A.Entries)
      if (E.Tag && IsGone(E))
        E.Tag = 0;
}

void Tlb::invalidatePage(VirtualAddress Address) {
  for (Array &A : Arrays)
    for (uint8_t Shift : A.PageShifts) {
      TlbEntry *Set = A.setOf(Address, Shift);
      for (unsigned Way = 0; Way < A.Ways; ++Way)
        if (Set[Way].Tag == TlbEntry::tagFor(Address, Shift))
          Set[Way].Tag = 0;
    }
}

void Tlb::flushNonGlobal() {
  removeIf([](const TlbEntry &E) { return !E.isGlobal(); });
}

void Tlb::flushAll() {
  removeIf([](const TlbEntry &) { return true; });
}

} // namespace framewalk
