//===- MemoryText.cpp - What the instructions touch, as text --------------===//

#include "Render/MemoryText.h"

#include "Render/FrameWords.h"
#include "Support/Words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

using namespace framewalk;

namespace {

/// Of a function that touches more places outside its frame only the totals
/// are told.
constexpr size_t MostPlaces = 16;
/// Instructions named in one line.
constexpr size_t MostAddresses = 6;
/// Of a function with more only the calls themselves are listed.
constexpr size_t MostHeapCalls = 8;
/// Pages of a frame that are listed before the rest is counted.
constexpr size_t MostPages = 12;

std::string hex(uint64_t Value) { return fmt::format("{:#x}", Value); }

//===----------------------------------------------------------------------===//
// Totals
//===----------------------------------------------------------------------===//

/// What a reader tells apart; the order is that of the sentence.
enum class Region : unsigned {
  Frame,
  Caller,
  Globals,
  Linker,
  Thread,
  Heap,
  Absolute,
  Unknown,
};
constexpr size_t RegionCount = 8;

Region regionOf(const MemoryTouch &T, const ProgramImage &Image) {
  switch (T.Place.Base) {
  case PlaceBase::Cfa:
    return T.Place.Offset >= 0 ? Region::Caller : Region::Frame;
  case PlaceBase::AlignedStack:
    return Region::Frame;
  case PlaceBase::Symbol:
    return T.Place.Index < Image.Symbols.size() &&
                   Image.Symbols[T.Place.Index].IsThreadLocal
               ? Region::Thread
               : Region::Globals;
  case PlaceBase::Section:
    return Region::Globals;
  case PlaceBase::GotEntry:
    return Region::Linker;
  case PlaceBase::Thread:
    return Region::Thread;
  case PlaceBase::Heap:
    return Region::Heap;
  case PlaceBase::Absolute:
    return Region::Absolute;
  case PlaceBase::Unknown:
    break;
  }
  return Region::Unknown;
}

std::string regionText(Region R, uint64_t Count) {
  switch (R) {
  case Region::Frame:
    return fmt::format("{} in the frame", Count);
  case Region::Caller:
    return fmt::format("{} in the caller's frame", Count);
  case Region::Globals:
    return fmt::format("{} in globals and constants", Count);
  case Region::Linker:
    return fmt::format("{} in the table of addresses (GOT)", Count);
  case Region::Thread:
    return fmt::format("{} in the thread's storage", Count);
  case Region::Heap:
    return fmt::format("{} on the heap", Count);
  case Region::Absolute:
    return fmt::format("{} at a fixed address", Count);
  case Region::Unknown:
    break;
  }
  return fmt::format("{} at addresses that only run time knows", Count);
}

void addTotals(Markup &M, const FunctionReport &F, const ProgramImage &Image) {
  std::array<uint64_t, RegionCount> Counts{};
  uint64_t Instructions = 0;
  for (size_t I = 0; I < F.Memory.size(); ++I) {
    ++Counts[static_cast<size_t>(regionOf(F.Memory[I], Image))];
    Instructions +=
        I == 0 || F.Memory[I].Instruction != F.Memory[I - 1].Instruction;
  }
  std::string Parts;
  size_t Kinds = 0;
  for (size_t R = 0; R < RegionCount; ++R)
    if (Counts[R]) {
      Parts += (Parts.empty() ? "" : ", ") +
               regionText(static_cast<Region>(R), Counts[R]);
      ++Kinds;
    }
  std::string Text = fmt::format("  {} of {} touch{} it", Instructions,
                                 counted(F.Instructions.size(), "instruction"),
                                 Instructions == 1 ? "es" : "");
  if (Instructions != F.Memory.size())
    Text += fmt::format(", {}", counted(F.Memory.size(), "time"));
  M.paragraph(StyledText("memory", Style::Strong)
                  .add(Text + ": ")
                  .add(Kinds == 1 && Counts[0] ? "all in the frame" : Parts));
}

//===----------------------------------------------------------------------===//
// Places outside the frame
//===----------------------------------------------------------------------===//

/// Touches that differ only in the instruction.
struct PlaceUse {
  const MemoryTouch *First = nullptr;
  const MemoryTouch *Last = nullptr;
  std::array<bool, 4> Kinds{};
  std::vector<uint32_t> Addresses;
};

bool isSamePlace(const MemoryTouch &A, const MemoryTouch &B) {
  return A.Place == B.Place && A.What == B.What &&
         A.WhyUnresolved == B.WhyUnresolved && A.Size == B.Size;
}

std::vector<PlaceUse> placesOutside(const FunctionReport &F,
                                    const ProgramImage &Image) {
  std::vector<PlaceUse> Places;
  for (const MemoryTouch &T : F.Memory) {
    Region R = regionOf(T, Image);
    // What the canary and the caller's arguments are, the ledger says.
    if (R == Region::Frame || R == Region::Caller)
      continue;
    auto Known =
        std::find_if(Places.begin(), Places.end(), [&](const PlaceUse &P) {
          return isSamePlace(*P.First, T);
        });
    PlaceUse &Use = Known == Places.end() ? Places.emplace_back() : *Known;
    if (!Use.First)
      Use.First = &T;
    Use.Last = &T;
    Use.Kinds[static_cast<size_t>(T.Kind)] = true;
    uint32_t Address = F.Instructions[T.Instruction.Value].Address;
    if (Use.Addresses.empty() || Use.Addresses.back() != Address)
      Use.Addresses.push_back(Address);
    if (Places.size() > MostPlaces)
      break;
  }
  return Places;
}

std::string kindsText(const PlaceUse &Use) {
  std::string Text;
  for (AccessKind Kind :
       {AccessKind::Read, AccessKind::Write, AccessKind::Update})
    if (Use.Kinds[static_cast<size_t>(Kind)])
      Text += (Text.empty() ? "" : ", ") + std::string(name(Kind));
  return Text;
}

std::string addressesText(const PlaceUse &Use) {
  std::string Text;
  size_t Count = Use.Addresses.size();
  size_t Shown = Count <= MostAddresses + 1 ? Count : MostAddresses;
  for (size_t I = 0; I < Shown; ++I)
    Text += fmt::format("{}{:x}", I ? ", " : "", Use.Addresses[I]);
  if (Shown < Count)
    Text += fmt::format(" and {} more", Count - Shown);
  return Text;
}

std::string sizeText(const MemoryTouch &T) {
  if (!T.Size)
    return "";
  return T.Range ? fmt::format("{} of {}", T.Size, T.Range)
                 : fmt::format("{}", T.Size);
}

/// Address, byte in memory, and how the page was found; or why not.
void addWalkCells(std::vector<StyledText> &Cells, const MemoryTouch &T) {
  if (T.Walks.empty()) {
    Cells.emplace_back();
    Cells.emplace_back();
    return;
  }
  const AccessWalk &W = T.Walks.front();
  Cells.emplace_back(hex(W.Virtual.Value), Style::Address);
  Cells.emplace_back(hex(W.Physical.Value), Style::Address);
}

std::string walkText(const MemoryTouch &T) {
  std::string Text;
  for (const AccessWalk &W : T.Walks)
    Text += (Text.empty() ? "" : ", ") +
            (W.Tlb == TlbOutcome::Miss ? fmt::format("walk {}", W.Walk.Value)
                                       : std::string("TLB hit"));
  if (T.Walks.size() > 1 && !T.Range)
    Text += ": on two pages";
  return Text;
}

/// What is there, and why it has no address.
StyledText whatText(const MemoryTouch &T) {
  StyledText Text(T.What, Style::Name);
  if (!T.WhyUnresolved.empty())
    Text.add(T.What.empty() ? "" : ": ").add(T.WhyUnresolved, Style::Dim);
  return Text;
}

/// The first write takes a page from the shared page of zeros to a frame of its
/// own: what the last use finds where the first found another.
std::string laterPhysical(const PlaceUse &Use) {
  if (Use.First->Walks.empty() || Use.Last->Walks.empty() ||
      Use.First->Walks[0].Virtual != Use.Last->Walks[0].Virtual ||
      Use.First->Walks[0].Physical == Use.Last->Walks[0].Physical)
    return "";
  return hex(Use.Last->Walks[0].Physical.Value);
}

void addPlaces(Markup &M, const FunctionReport &F, const ProgramImage &Image) {
  std::vector<PlaceUse> Places = placesOutside(F, Image);
  if (Places.empty())
    return;
  if (Places.size() > MostPlaces) {
    M.paragraph(StyledText("--show=memory lists each", Style::Dim), 2);
    return;
  }
  Column What, Bytes, Kind, At, Virtual, Physical;
  What.Wrap = true;
  What.MaxWidth = 60;
  Bytes.Title = "bytes";
  Bytes.Side = Align::Right;
  At.Title = "at";
  At.MaxWidth = 30;
  Virtual.Title = "virtual";
  Physical.Title = "physical";
  Table T({What, Bytes, Kind, At, Virtual, Physical});
  for (const PlaceUse &Use : Places) {
    std::vector<StyledText> Cells = {
        whatText(*Use.First), StyledText(sizeText(*Use.First)),
        StyledText(kindsText(Use)), StyledText(addressesText(Use), Style::Dim)};
    addWalkCells(Cells, *Use.First);
    if (std::string Later = laterPhysical(Use); !Later.empty())
      Cells.back().add(", then ").add(Later, Style::Address);
    T.row(std::move(Cells));
  }
  M.table(std::move(T));
}

//===----------------------------------------------------------------------===//
// Every touch
//===----------------------------------------------------------------------===//

std::string roleText(const MemoryTouch &T) {
  std::string Kind(name(T.Kind));
  switch (T.Role) {
  case MemoryRole::Push:
    return "push";
  case MemoryRole::Pop:
    return "pop";
  case MemoryRole::Operand:
  case MemoryRole::ReturnAddress:
  case MemoryRole::StringSource:
  case MemoryRole::StringDestination:
    break;
  }
  return Kind;
}

void addEach(Markup &M, const FunctionReport &F) {
  Column Code, Kind, Bytes, What, Virtual, Physical, Walk;
  Code.MaxWidth = 44;
  Bytes.Side = Align::Right;
  Bytes.Title = "bytes";
  What.MaxWidth = 48;
  What.Wrap = true;
  Virtual.Title = "virtual";
  Physical.Title = "physical";
  Table T({Code, Kind, Bytes, What, Virtual, Physical, Walk});
  for (const MemoryTouch &Touch : F.Memory) {
    const Instruction &I = F.Instructions[Touch.Instruction.Value];
    std::vector<StyledText> Cells = {
        StyledText(fmt::format("{:>4x}  ", I.Address), Style::Dim)
            .add(I.Text, Style::Code),
        StyledText(roleText(Touch)), StyledText(sizeText(Touch)),
        whatText(Touch)};
    addWalkCells(Cells, Touch);
    Cells.emplace_back(walkText(Touch), Style::Dim);
    T.row(std::move(Cells));
  }
  M.table(std::move(T));
  if (F.Fetch)
    M.paragraph(StyledText(fmt::format(
                    "its code begins at {}, fetched from physical {}, walk {}",
                    hex(F.Fetch->Virtual.Value), hex(F.Fetch->Physical.Value),
                    F.Fetch->Walk.Value)),
                2);
}

//===----------------------------------------------------------------------===//
// Large frames
//===----------------------------------------------------------------------===//

std::string distance(uint64_t Bytes) {
  if (Bytes >= 10 << 20)
    return fmt::format("{} MiB", Bytes >> 20);
  if (Bytes >= 10 << 10)
    return fmt::format("{} KiB", Bytes >> 10);
  return counted(Bytes, "byte");
}

std::string firstTouchText(const FunctionReport &F, const FramePage &P) {
  if (!P.FirstTouch || P.FirstTouch->Value >= F.Instructions.size())
    return "by no instruction of its own";
  const Instruction &I = F.Instructions[P.FirstTouch->Value];
  return fmt::format("{:x}  {}{}", I.Address, I.Text,
                     P.IsProbe ? "   (stack probe)" : "");
}

/// Behind the pages from \p Begin on that nothing touches; the next page where
/// it is touched.
size_t endOfUntouched(const std::vector<FramePage> &Pages, size_t Begin) {
  size_t End = Begin;
  while (End < Pages.size() && !Pages[End].FirstTouch)
    ++End;
  return std::max(End, Begin + 1);
}

void addPages(Table &T, const FunctionReport &F, size_t Begin, size_t End) {
  const FramePage &First = F.Stack.Pages[Begin];
  uint64_t Bytes = 0;
  for (size_t I = Begin; I < End; ++I)
    Bytes += F.Stack.Pages[I].Bytes;
  StyledText Page(hex(First.Page.Value), Style::Address);
  if (End - Begin > 1)
    Page.add(fmt::format(" and {} below", End - Begin - 1), Style::Dim);
  T.row({std::move(Page), StyledText(fmt::format("{}", Bytes)),
         StyledText(First.Walk ? fmt::format("walk {}", First.Walk->Value) : "",
                    Style::Dim),
         StyledText(firstTouchText(F, First))});
}

std::string roomText(const StackRoom &Room) {
  std::string Text =
      Room.ToLimit >= 0
          ? fmt::format("below the frame {} are left to the stack's limit",
                        distance(static_cast<uint64_t>(Room.ToLimit)))
          : fmt::format("the frame ends {} beyond the stack's limit: what is "
                        "touched there is a SIGSEGV",
                        distance(static_cast<uint64_t>(-Room.ToLimit)));
  if (Room.ToGuardGap)
    Text +=
        *Room.ToGuardGap >= 0
            ? fmt::format(", and {} to the guard gap above the next mapping",
                          distance(static_cast<uint64_t>(*Room.ToGuardGap)))
            : std::string(", and the frame reaches into the guard gap "
                          "above the next mapping");
  return Text;
}

void addStackPages(Markup &M, const FunctionReport &F, MemoryDetail Detail) {
  const std::vector<FramePage> &Pages = F.Stack.Pages;
  bool HasProbes = std::any_of(Pages.begin(), Pages.end(),
                               [](const FramePage &P) { return P.IsProbe; });
  if (Pages.size() <= 2 && !HasProbes && F.Stack.ToLimit >= 0)
    return;
  M.gap();
  M.heading(StyledText(
      fmt::format("the frame covers {}{}", counted(Pages.size(), "page"),
                  F.Stack.ToLimit < 0 ? " within the stack's limit" : ""),
      Style::Strong));
  Column Page, Bytes, Walk, Touch;
  Bytes.Side = Align::Right;
  Bytes.Title = "bytes";
  Touch.Title = "first touched by";
  Touch.MaxWidth = 60;
  Table T({Page, Bytes, Walk, Touch});
  const size_t Most = Detail == MemoryDetail::All ? SIZE_MAX : MostPages;
  size_t Rows = 0;
  for (size_t I = 0; I < Pages.size();) {
    size_t End = endOfUntouched(Pages, I);
    // The last one is where the frame ends: worth more than one of the middle.
    if (++Rows >= Most && End < Pages.size()) {
      T.line(StyledText(fmt::format("... {} more", Pages.size() - 1 - I),
                        Style::Dim));
      I = Pages.size() - 1;
      End = Pages.size();
    }
    addPages(T, F, I, End);
    I = End;
  }
  M.table(std::move(T));
  M.paragraph(roomText(F.Stack), 2);
}

//===----------------------------------------------------------------------===//
// The heap
//===----------------------------------------------------------------------===//

/// "11:14  malloc, 40 bytes: one -> 0x5555555572a0".
StyledText heapCallText(const FunctionReport &F, const HeapCall &C) {
  StyledText Text;
  if (C.Position.isValid())
    Text.add(fmt::format("{}{}:{}  ",
                         C.Position.File == F.Position.File ? "" : "*",
                         C.Position.Line, C.Position.Column));
  Text.add(C.Function, Style::Name);
  if (C.Bytes)
    Text.add(", " + counted(*C.Bytes, "byte"));
  std::string Pointer = C.PointerName;
  if (Pointer.empty() && C.PointerSlot &&
      C.PointerSlot->Value < F.Frame.slots().size())
    Pointer = slotName(F.Frame, *C.PointerSlot);
  if (!Pointer.empty() || C.Address)
    Text.add(": ");
  Text.add(Pointer, Style::Name);
  if (C.Address)
    Text.add(Pointer.empty() ? "" : " -> ")
        .add(hex(C.Address->Value), Style::Address);
  return Text;
}

void addHeapCalls(Markup &M, const FunctionReport &F, MemoryDetail Detail) {
  if (F.HeapCalls.empty())
    return;
  M.gap();
  M.heading(StyledText("heap", Style::Strong));
  const bool IsShort =
      Detail == MemoryDetail::All || F.HeapCalls.size() <= MostHeapCalls;
  for (const HeapCall &C : F.HeapCalls) {
    M.paragraph(heapCallText(F, C), 2);
    if (IsShort && !C.Effect.empty())
      M.paragraph(stopped(C.Effect), 6);
  }
  if (!IsShort)
    M.paragraph(
        StyledText("--show=memory says what becomes of each block", Style::Dim),
        2);
}

} // namespace

void framewalk::addMemory(Markup &M, const FunctionReport &F,
                          const ProgramImage &Image, MemoryDetail Detail) {
  if (!F.Memory.empty()) {
    M.gap();
    addTotals(M, F, Image);
    if (Detail == MemoryDetail::All)
      addEach(M, F);
    else
      addPlaces(M, F, Image);
  }
  addStackPages(M, F, Detail);
  addHeapCalls(M, F, Detail);
}
