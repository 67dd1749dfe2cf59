//===- Vma.cpp - Virtual memory areas -------------------------------------===//

#include "Simulation/Vma.h"

#include <algorithm>

namespace framewalk {

std::string_view name(VmaKind Kind) {
  switch (Kind) {
  case VmaKind::Headers:
    return "headers";
  case VmaKind::Text:
    return "text";
  case VmaKind::Rodata:
    return "rodata";
  case VmaKind::Relro:
    return "relro";
  case VmaKind::Data:
    return "data";
  case VmaKind::Bss:
    return "bss";
  case VmaKind::Heap:
    return "heap";
  case VmaKind::Mapping:
    return "mapping";
  case VmaKind::Thread:
    return "thread block";
  case VmaKind::Vvar:
    return "vvar";
  case VmaKind::Vdso:
    return "vdso";
  case VmaKind::Stack:
    return "stack";
  }
  return "";
}

const Vma *VmaList::firstEndingAbove(VirtualAddress A) const {
  auto It = std::partition_point(Areas.begin(), Areas.end(),
                                 [&](const Vma &V) { return V.End <= A; });
  return It == Areas.end() ? nullptr : &*It;
}

const Vma *VmaList::containing(VirtualAddress A) const {
  const Vma *V = firstEndingAbove(A);
  return V && V->Begin <= A ? V : nullptr;
}

const Vma *VmaList::before(const Vma &V) const {
  return &V == Areas.data() ? nullptr : &V - 1;
}

bool VmaList::insert(Vma New) {
  if (New.Begin >= New.End || (New.Begin.Value | New.End.Value) % SmallPage)
    return false;
  const Vma *Next = firstEndingAbove(New.Begin);
  if (Next && Next->Begin < New.End)
    return false;
  Areas.insert(Next ? Areas.begin() + (Next - Areas.data()) : Areas.end(),
               std::move(New));
  return true;
}

void VmaList::splitAt(VirtualAddress A) {
  const Vma *V = containing(A);
  if (!V || V->Begin == A)
    return;
  Vma Upper = *V;
  Upper.Begin = A;
  Upper.FileOffset += static_cast<uint64_t>(A - V->Begin);
  if (Upper.FileBytes)
    Upper.FileBytes =
        *Upper.FileBytes - std::min<uint64_t>(*Upper.FileBytes, A - V->Begin);
  mutableArea(*V).End = A;
  insert(std::move(Upper));
}

void VmaList::remove(VirtualAddress Begin, VirtualAddress End) {
  splitAt(Begin);
  splitAt(End);
  std::erase_if(Areas,
                [&](const Vma &V) { return V.Begin >= Begin && V.End <= End; });
}

bool VmaList::protect(VirtualAddress Begin, VirtualAddress End,
                      Protection Rights) {
  VirtualAddress At = Begin;
  for (const Vma &V : Areas)
    if (V.contains(At))
      At = V.End;
  if (At < End)
    return false;
  splitAt(Begin);
  splitAt(End);
  for (Vma &V : Areas)
    if (V.Begin >= Begin && V.End <= End)
      V.Rights = Rights;
  return true;
}

void VmaList::setBegin(const Vma &V, VirtualAddress Begin) {
  mutableArea(V).Begin = Begin;
}

void VmaList::setEnd(const Vma &V, VirtualAddress End) {
  mutableArea(V).End = End;
}

std::optional<VirtualAddress> VmaList::findGapBelow(VirtualAddress Top,
                                                    VirtualAddress Bottom,
                                                    uint64_t Size) const {
  VirtualAddress End = Top;
  for (auto It = Areas.rbegin(); It != Areas.rend(); ++It) {
    if (It->Begin >= Top)
      continue;
    if (It->End < End && static_cast<uint64_t>(End - It->End) >= Size)
      break;
    End = std::min(End, It->Begin);
  }
  if (End.Value < Bottom.Value + Size)
    return std::nullopt;
  return End - static_cast<int64_t>(Size);
}

} // namespace framewalk
