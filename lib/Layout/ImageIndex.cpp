//===- ImageIndex.cpp -----------------------------------------------------===//
#include "Layout/ImageIndex.h"

#include "llvm/ADT/STLExtras.h"

namespace framewalk {

ImageIndex::ImageIndex(const ProgramImage &Image)
    : Image(Image), Heap(Image.Symbols.size()), Writes(Image.Symbols.size()),
      BySection(Image.Sections.size()) {
  for (uint32_t I = 0; I != Image.Symbols.size(); ++I) {
    const ImageSymbol &Symbol = Image.Symbols[I];
    if (!Symbol.Section) {
      Heap[I] = findHeapFunction(Symbol.Name);
      Writes[I] = calleeWrites(Symbol.Name);
      if (Symbol.Name == "__tls_get_addr" || Symbol.Name == "___tls_get_addr")
        ThreadGetter = I;
    } else if (Symbol.Size != 0 && *Symbol.Section < BySection.size()) {
      BySection[*Symbol.Section].push_back(I);
    }
  }
  for (std::vector<uint32_t> &Symbols : BySection)
    llvm::sort(Symbols, [&](uint32_t A, uint32_t B) {
      return std::pair(Image.Symbols[A].Offset, A) <
             std::pair(Image.Symbols[B].Offset, B);
    });
}

std::optional<uint32_t> ImageIndex::find(uint32_t Section,
                                         int64_t Offset) const {
  if (Section >= BySection.size() || Offset < 0)
    return std::nullopt;
  const std::vector<uint32_t> &Symbols = BySection[Section];
  auto It = llvm::upper_bound(Symbols, uint64_t(Offset),
                              [&](uint64_t Byte, uint32_t Symbol) {
                                return Byte < Image.Symbols[Symbol].Offset;
                              });
  if (It == Symbols.begin())
    return std::nullopt;
  const ImageSymbol &Symbol = Image.Symbols[*--It];
  if (uint64_t(Offset) - Symbol.Offset >= Symbol.Size)
    return std::nullopt;
  return *It;
}

/// The sized symbol around \p Place; \p Within: the byte of it.
std::optional<uint32_t> ImageIndex::symbolAt(const MemoryPlace &Place,
                                             int64_t &Within) const {
  Within = Place.Offset;
  std::optional<uint32_t> Section;
  if (Place.Base == PlaceBase::Symbol && Place.Index < Image.Symbols.size()) {
    const ImageSymbol &Symbol = Image.Symbols[Place.Index];
    // Code may count from outside of what it indexes: the name decides.
    if (Symbol.Size != 0 || !Symbol.Section)
      return Place.Index;
    Section = Symbol.Section;
    Within += int64_t(Symbol.Offset);
  } else if (Place.Base == PlaceBase::Section) {
    Section = Place.Index;
  }
  if (!Section)
    return std::nullopt;
  std::optional<uint32_t> Symbol = find(*Section, Within);
  if (Symbol)
    Within -= int64_t(Image.Symbols[*Symbol].Offset);
  return Symbol;
}

PlacedObject ImageIndex::objectAt(const MemoryPlace &Place) const {
  int64_t Within = 0;
  if (std::optional<uint32_t> Symbol = symbolAt(Place, Within)) {
    MemoryPlace Begin = Place;
    Begin.Offset -= Within;
    return {Begin, Image.Symbols[*Symbol].Size};
  }
  return {Place, 0};
}

std::string_view ImageIndex::nameOf(uint32_t Symbol) const {
  if (Symbol >= Image.Symbols.size())
    return {};
  const ImageSymbol &S = Image.Symbols[Symbol];
  return S.Title.empty() ? S.Name : S.Title;
}

std::string_view ImageIndex::nameAt(const MemoryPlace &Place) const {
  int64_t Within = 0;
  if (std::optional<uint32_t> Symbol = symbolAt(Place, Within))
    return nameOf(*Symbol);
  if (Place.Base == PlaceBase::Symbol)
    return nameOf(Place.Index);
  if (Place.Base == PlaceBase::Section && Place.Index < Image.Sections.size())
    return Image.Sections[Place.Index].Name;
  return {};
}

} // namespace framewalk
