//===- MemoryCase.cpp -----------------------------------------------------===//
#include "MemoryCase.h"

#include "TestCode.h"

#include <fmt/format.h>

#include <cstdlib>

namespace framewalk::test {

MemoryCase::MemoryCase() {
  Image.Sections.push_back({.Name = ".data", .Size = 0, .Align = 16});
  Image.Sections.push_back(
      {.Name = ".tdata", .Kind = SectionKind::ThreadData, .Align = 16});
  for (const char *Name : {"use", "malloc", "calloc", "realloc", "free",
                           "posix_memalign", "_Znam", "_ZdaPv", "memset"})
    external(Name);
}

void MemoryCase::unnamed(SlotKind Kind, uint64_t Size) {
  Lowest -= static_cast<int64_t>(Size);
  FrameSlot Slot;
  Slot.Kind = Kind;
  Slot.CfaOffset = FrameOffset(Lowest);
  Slot.Size = Size;
  Slots.push_back(Slot);
}

void MemoryCase::slot(std::string Name, uint64_t Size, bool IsParameter) {
  if (Slots.empty()) {
    unnamed(SlotKind::ReturnAddress, 8);
    unnamed(SlotKind::SavedFramePointer, 8);
  }
  unnamed(SlotKind::Variable, Size);
  Slots.back().Occupants.push_back(
      {.Name = std::move(Name), .Parameter = IsParameter, .Size = Size});
  int Index = static_cast<int>(Frame.Objects.size());
  Frame.Objects.push_back({.Index = Index, .Size = Size});
  Built.Objects[Index] = {SlotId(static_cast<uint32_t>(Slots.size() - 1)), 0};
}

void MemoryCase::global(std::string Name, uint64_t Size) {
  Image.Symbols.push_back({.Name = std::move(Name),
                           .Section = 0,
                           .Offset = Image.Sections[0].Size,
                           .Size = Size});
  Image.Sections[0].Size += Size;
}

void MemoryCase::external(std::string Name) {
  Image.Symbols.push_back({.Name = std::move(Name)});
}

void MemoryCase::threadLocal(std::string Name, uint64_t Size) {
  Image.Symbols.push_back({.Name = std::move(Name),
                           .Section = 1,
                           .Offset = Image.Sections[1].Size,
                           .Size = Size,
                           .IsThreadLocal = true});
  Image.Sections[1].Size += Size;
}

void MemoryCase::code(std::string_view Assembly) {
  Frame.HasFramePointer = true;
  Frame = assemble("push rbp      ; setup\n"
                   "mov rbp, rsp  ; setup\n" +
                       std::string(Assembly),
                   Frame, &Image);
  track();
}

void MemoryCase::bareCode(std::string_view Assembly) {
  Frame = assemble(Assembly, Frame, &Image);
  track();
}

void MemoryCase::track() {
  if (Slots.empty() && Built.Layout.slots().empty())
    unnamed(SlotKind::ReturnAddress, Frame.PointerSize);
  if (!Slots.empty()) {
    auto Layout = FrameLayout::create(
        std::nullopt, {uint64_t(-Lowest), uint64_t(-Lowest)}, Slots);
    if (!Layout)
      std::abort(); // a mistake in the test
    Built.Layout = std::move(*Layout);
  }
  Memory = trackMemory(Frame, Built, trackStack(Frame), ImageIndex(Image));
}

std::string MemoryCase::tell(const MemoryTouch &Touch) const {
  std::string Text = fmt::format("{} ", name(Touch.Kind));
  if (Touch.Place.Base == PlaceBase::Unknown)
    return Text + (Touch.What.empty() ? "" : Touch.What + " ") + "? " +
           Touch.WhyUnresolved;
  Text += Touch.What + " at ";
  switch (Touch.Place.Base) {
  case PlaceBase::Cfa:
    Text += "CFA";
    break;
  case PlaceBase::AlignedStack:
    Text += "aligned";
    break;
  case PlaceBase::Symbol:
  case PlaceBase::GotEntry:
    Text += Image.Symbols.at(Touch.Place.Index).Name;
    break;
  case PlaceBase::Heap:
    Text += fmt::format("heap#{}", Touch.Place.Index);
    break;
  default:
    Text += name(Touch.Place.Base);
  }
  Text += fmt::format("{:+}", Touch.Place.Offset);
  return Touch.Range ? Text + fmt::format(" of {}", Touch.Range) : Text;
}

std::string MemoryCase::at(std::string_view Text) const {
  std::string Result;
  uint32_t Last = UINT32_MAX;
  for (uint32_t I = 0; I < Frame.Instructions.size(); ++I)
    if (Frame.text(Frame.Instructions[I]) == Text)
      Last = I;
  if (Last == UINT32_MAX)
    return "no such instruction";
  for (const MemoryTouch &Touch : Memory.Touches)
    if (Touch.Instruction.Value == Last)
      Result += (Result.empty() ? "" : "; ") + tell(Touch);
  return Result.empty() ? "nothing" : Result;
}

} // namespace framewalk::test
