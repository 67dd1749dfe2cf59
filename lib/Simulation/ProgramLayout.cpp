//===- ProgramLayout.cpp - Where Linux puts a program's parts -------------===//

#include "Simulation/ProgramLayout.h"

#include "llvm/ADT/STLExtras.h"

#include <algorithm>
#include <array>

namespace framewalk {

namespace {

constexpr uint64_t VdsoPages = 2, VvarPages = 4;

/// sizeof(struct pthread) of glibc 2.36 to 2.41, rounded up to 64: what lies at
/// and above the thread pointer.
constexpr uint64_t ThreadBlockBytes = 0x940;
constexpr uint64_t ThreadBlockAlign = 64;

struct Bases {
  VirtualAddress Program; ///< ELF_ET_DYN_BASE, page-aligned
  VirtualAddress MmapTop; ///< 128 MiB below the top of the stack
};

/// mmap_base(): room for the stack, its guard gap included, but at least 128
/// MiB and at most five sixths of the address space.
VirtualAddress mmapTop(VirtualAddress StackTop, uint64_t StackLimit) {
  constexpr uint64_t GuardGap = 256 * SmallPage;
  uint64_t Gap =
      StackLimit + GuardGap > StackLimit ? StackLimit + GuardGap : StackLimit;
  Gap = std::clamp(Gap, uint64_t(128) << 20, StackTop.Value / 6 * 5);
  return VirtualAddress(alignUp(StackTop.Value - Gap, SmallPage));
}

Bases basesFor(unsigned PointerSize, uint64_t StackLimit) {
  VirtualAddress MmapTop = mmapTop(defaultStack(PointerSize).Top, StackLimit);
  // ELF_ET_DYN_BASE: two thirds of the address space, and in a 32-bit process
  // of what is left of it below 4 GiB.
  return {VirtualAddress(PointerSize == 8 ? 0x555555554000 : 0x56555000),
          MmapTop};
}

VirtualAddress pageEnd(VirtualAddress A) {
  return VirtualAddress(alignUp(A.Value, SmallPage));
}

/// What an executable's parts are made of, in the order of their addresses.
enum class Part : uint8_t { Text, Rodata, Relro, Data, Bss, Thread };
constexpr size_t PartCount = 6;

Part partOf(SectionKind Kind) {
  switch (Kind) {
  case SectionKind::Code:
    return Part::Text;
  case SectionKind::ReadOnly:
    return Part::Rodata;
  case SectionKind::RelocatedReadOnly:
    return Part::Relro;
  case SectionKind::Data:
    return Part::Data;
  case SectionKind::ZeroInitialised:
    return Part::Bss;
  case SectionKind::ThreadData:
  case SectionKind::ThreadZero:
    return Part::Thread;
  }
  return Part::Data;
}

/// Sections of one part come in the order in which ld's script names them, and
/// as the object has them where it names them together.
unsigned rankOf(const ImageSection &S) {
  llvm::StringRef Name = S.Name;
  auto FirstOf = [&](std::initializer_list<llvm::StringRef> Prefixes) {
    unsigned Rank = 0;
    for (llvm::StringRef Prefix : Prefixes) {
      if (Name.starts_with(Prefix))
        return Rank;
      ++Rank;
    }
    return Rank;
  };
  switch (S.Kind) {
  case SectionKind::Code:
    return FirstOf({".text.unlikely", ".text.exit", ".text.startup",
                    ".text.hot", ".text.sorted"});
  case SectionKind::ReadOnly:
    return FirstOf({".rodata", ".eh_frame", ".gcc_except_table"});
  case SectionKind::RelocatedReadOnly:
    return FirstOf({".preinit_array", ".init_array", ".fini_array"});
  case SectionKind::ThreadZero:
    return 1; // behind .tdata
  case SectionKind::Data:
  case SectionKind::ZeroInitialised:
  case SectionKind::ThreadData:
    return 0;
  }
  return 0;
}

/// One part: its sections, each some bytes from the part's begin.
struct PlacedPart {
  std::vector<std::pair<uint32_t, uint64_t>> Sections; ///< index, offset
  uint64_t Size = 0;
  uint64_t Align = 1;

  void add(uint32_t Index, const ImageSection &S) {
    Align = std::max(Align, S.Align);
    Size = alignUp(Size, std::max<uint64_t>(1, S.Align));
    Sections.emplace_back(Index, Size);
    Size += S.Size;
  }
};

std::array<PlacedPart, PartCount> sortIntoParts(const ProgramImage &Image) {
  std::vector<uint32_t> Order(Image.Sections.size());
  for (uint32_t I = 0; I < Order.size(); ++I)
    Order[I] = I;
  llvm::sort(Order, [&](uint32_t A, uint32_t B) {
    return std::pair(rankOf(Image.Sections[A]), A) <
           std::pair(rankOf(Image.Sections[B]), B);
  });
  std::array<PlacedPart, PartCount> Parts;
  for (uint32_t I : Order) {
    const ImageSection &S = Image.Sections[I];
    Parts[static_cast<size_t>(partOf(S.Kind))].add(I, S);
  }
  return Parts;
}

class Placer {
public:
  Placer(const ProgramImage &Image, const std::string &Name,
         unsigned PointerSize, uint64_t StackLimit)
      : Image(Image), Name(Name), PointerSize(PointerSize),
        Parts(sortIntoParts(Image)) {
    Layout.Sections.resize(Image.Sections.size());
    Layout.Plan.PointerSize = PointerSize;
    Layout.Plan.StackLimit = StackLimit;
    Layout.GotEntries = Image.GotEntries;
  }

  ProgramLayout place() {
    Bases Base = basesFor(PointerSize, Layout.Plan.StackLimit);
    Layout.Plan.MmapTop = Base.MmapTop;
    placeProgram(Base.Program);
    placeKernelPages(Base.MmapTop);
    placeThread();
    Layout.Plan.Areas.push_back(stackArea(defaultStack(PointerSize)));
    placeSymbols();
    return std::move(Layout);
  }

private:
  const PlacedPart &part(Part P) const { return Parts[size_t(P)]; }

  void area(VmaKind Kind, Protection Rights, VirtualAddress Begin,
            VirtualAddress End, const std::string &File) {
    if (Begin >= End)
      return;
    Vma V = {.Begin = Begin,
             .End = End,
             .Rights = Rights,
             .Kind = Kind,
             .Name = File};
    if (!File.empty()) {
      V.FileBytes = V.size(); // the linker fills the last page
      // As if the file had the same distances as the process.
      V.FileOffset =
          Layout.Plan.Areas.empty()
              ? 0
              : static_cast<uint64_t>(Begin - Layout.Plan.Areas.front().Begin);
    }
    Layout.Plan.Areas.push_back(std::move(V));
  }

  void putSections(Part P, VirtualAddress At) {
    for (auto [Index, Offset] : part(P).Sections)
      Layout.Sections[Index] = At + static_cast<int64_t>(Offset);
  }

  /// A part that begins a page; returns where it begins.
  VirtualAddress placePart(Part P, VmaKind Kind, Protection Rights) {
    VirtualAddress Begin = Next;
    Next = pageEnd(Begin + static_cast<int64_t>(part(P).Size));
    area(Kind, Rights, Begin, Next, Name);
    putSections(P, Begin);
    return Begin;
  }

  /// -z separate-code: every kind of right has pages of its own.
  void placeProgram(VirtualAddress Base) {
    Next = Base + SmallPage;
    area(VmaKind::Headers, ReadOnly, Base, Next, Name);
    Layout.Text = placePart(Part::Text, VmaKind::Text, ReadExecute);
    Layout.Rodata = placePart(Part::Rodata, VmaKind::Rodata, ReadOnly);
    placeRelro();
    placeDataAndBss();
    Layout.Plan.HeapBegin = Next;
  }

  /// DATA_SEGMENT_RELRO_END: what the loader protects must end with a page, so
  /// the padding goes before it. The table comes last.
  void placeRelro() {
    const PlacedPart &Relro = part(Part::Relro);
    uint64_t GotOffset = alignUp(Relro.Size, PointerSize);
    uint64_t Size = GotOffset + Image.GotEntries.size() * PointerSize;
    if (Image.GotEntries.empty())
      Size = Relro.Size;
    uint64_t Align = std::max<uint64_t>(Relro.Align, PointerSize);
    VirtualAddress End = pageEnd(Next + static_cast<int64_t>(Size));
    VirtualAddress Begin((End.Value - Size) & ~(Align - 1));
    if (Begin < Next) {
      End = End + SmallPage;
      Begin = VirtualAddress((End.Value - Size) & ~(Align - 1));
    }
    Layout.Relro = Begin;
    Layout.Got = Begin + static_cast<int64_t>(GotOffset);
    putSections(Part::Relro, Begin);
    if (Size == 0)
      return;
    VirtualAddress FirstPage = pageOf(Begin, SmallPage);
    area(VmaKind::Relro, ReadOnly, FirstPage, End, Name);
    Layout.Prepared.push_back(
        {FirstPage, End, "the loader, which writes the addresses in it"});
    Next = End;
  }

  void placeDataAndBss() {
    const PlacedPart &Data = part(Part::Data), &Bss = part(Part::Bss);
    Layout.Data = placePart(Part::Data, VmaKind::Data, ReadWrite);
    uint64_t DataEnd = Layout.Data.Value + Data.Size;
    Layout.Bss = VirtualAddress(alignUp(DataEnd, Bss.Align));
    putSections(Part::Bss, Layout.Bss);
    VirtualAddress BssEnd = Layout.Bss + static_cast<int64_t>(Bss.Size);
    // padzero(): execve clears the rest of the file's last page, and so the
    // page has been written to.
    if (Bss.Size && DataEnd % SmallPage)
      Layout.Prepared.push_back(
          {Next - SmallPage, Next,
           "execve, which clears what lies behind the data"});
    // What fits behind the data is in its last page; the rest is anonymous.
    if (BssEnd > Next) {
      area(VmaKind::Bss, ReadWrite, Next, pageEnd(BssEnd), "");
      Next = pageEnd(BssEnd);
    }
  }

  void placeKernelPages(VirtualAddress Top) {
    VirtualAddress Vdso = Top - int64_t(VdsoPages * SmallPage);
    VirtualAddress Vvar = Vdso - int64_t(VvarPages * SmallPage);
    area(VmaKind::Vvar, ReadOnly, Vvar, Vdso, "[vvar]");
    area(VmaKind::Vdso, ReadExecute, Vdso, Top, "[vdso]");
    Next = Vvar;
  }

  /// psABI x86-64 and i386 (Drepper, "ELF Handling For Thread-Local Storage",
  /// variant II): the static block ends, aligned, at the thread pointer.
  void placeThread() {
    const PlacedPart &Own = part(Part::Thread);
    uint64_t Align = std::max(Own.Align, ThreadBlockAlign);
    VirtualAddress End = Next;
    Layout.ThreadPointer =
        VirtualAddress((End.Value - ThreadBlockBytes) & ~(Align - 1));
    VirtualAddress Begin =
        Layout.ThreadPointer - static_cast<int64_t>(alignUp(
                                   Own.Size, std::max<uint64_t>(1, Own.Align)));
    putSections(Part::Thread, Begin);
    VirtualAddress FirstPage = pageOf(Begin, SmallPage);
    // mmap looks downwards for room: below the kernel's pages.
    auto Above =
        std::find_if(Layout.Plan.Areas.begin(), Layout.Plan.Areas.end(),
                     [&](const Vma &V) { return V.Begin >= End; });
    Layout.Plan.Areas.insert(Above, {.Begin = FirstPage,
                                     .End = End,
                                     .Rights = ReadWrite,
                                     .Kind = VmaKind::Thread});
    Layout.Prepared.push_back(
        {FirstPage, End, "the loader, which sets the thread up"});
  }

  void placeSymbols() {
    Layout.Symbols.reserve(Image.Symbols.size());
    for (const ImageSymbol &S : Image.Symbols) {
      std::optional<VirtualAddress> Place;
      if (S.Section && *S.Section < Layout.Sections.size())
        Place = Layout.Sections[*S.Section] + static_cast<int64_t>(S.Offset);
      else if (S.Name == "_GLOBAL_OFFSET_TABLE_")
        Place = Layout.Got;
      Layout.Symbols.push_back(Place);
    }
  }

  const ProgramImage &Image;
  const std::string &Name;
  unsigned PointerSize;
  std::array<PlacedPart, PartCount> Parts;
  ProgramLayout Layout;
  /// The first byte that no area has yet.
  VirtualAddress Next;
};

} // namespace

std::string executableName(const std::string &Source) {
  size_t File = Source.rfind('/') + 1; // 0 where there is none
  size_t Dot = Source.rfind('.');
  if (Source.size() == File)
    return "a.out";
  return Dot == std::string::npos || Dot <= File ? Source + ".out"
                                                 : Source.substr(0, Dot);
}

ProgramLayout layOutProgram(const ProgramImage &Image, const std::string &Name,
                            unsigned PointerSize, uint64_t StackLimit) {
  return Placer(Image, Name, PointerSize, StackLimit).place();
}

std::optional<VirtualAddress>
ProgramLayout::addressOf(const MemoryPlace &Place) const {
  switch (Place.Base) {
  case PlaceBase::Symbol:
    if (Place.Index < Symbols.size() && Symbols[Place.Index])
      return *Symbols[Place.Index] + Place.Offset;
    return std::nullopt;
  case PlaceBase::Section:
    if (Place.Index < Sections.size())
      return Sections[Place.Index] + Place.Offset;
    return std::nullopt;
  case PlaceBase::GotEntry: {
    auto It =
        std::lower_bound(GotEntries.begin(), GotEntries.end(), Place.Index);
    if (It == GotEntries.end() || *It != Place.Index)
      return std::nullopt;
    return Got + (It - GotEntries.begin()) * int64_t(Plan.PointerSize) +
           Place.Offset;
  }
  case PlaceBase::Thread:
    return ThreadPointer + Place.Offset;
  case PlaceBase::Absolute:
    return VirtualAddress(static_cast<uint64_t>(Place.Offset));
  case PlaceBase::Unknown:
  case PlaceBase::Cfa:
  case PlaceBase::AlignedStack:
  case PlaceBase::Heap:
    return std::nullopt;
  }
  return std::nullopt;
}

std::string whyNowhere(const MemoryPlace &Place, const ProgramImage &Image) {
  auto Symbol = [&]() -> std::string {
    if (Place.Index >= Image.Symbols.size())
      return "it";
    const ImageSymbol &S = Image.Symbols[Place.Index];
    return S.Title.empty() ? S.Name : S.Title;
  };
  switch (Place.Base) {
  case PlaceBase::Symbol:
    return Symbol() + " is defined in another file: where it lies is for the "
                      "linker and the loader";
  case PlaceBase::GotEntry:
    return "the global offset table's entry for " + Symbol() +
           " is not among those that this file's code asks for";
  case PlaceBase::Section:
    return "the section takes up no memory in a process";
  case PlaceBase::AlignedStack:
    return "how far the stack pointer has moved is only known at run time";
  case PlaceBase::Heap:
    return "how many bytes are allocated is only known at run time, and so is "
           "where";
  case PlaceBase::Unknown:
  case PlaceBase::Cfa:
  case PlaceBase::Thread:
  case PlaceBase::Absolute:
    return "";
  }
  return "";
}

} // namespace framewalk
