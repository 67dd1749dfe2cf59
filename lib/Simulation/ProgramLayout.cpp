//===- ProgramLayout.cpp - Where Linux puts a program's parts -------------===//

#include "Simulation/ProgramLayout.h"

namespace framewalk {

namespace {

constexpr uint64_t VdsoPages = 2, VvarPages = 4;

struct Bases {
  VirtualAddress Program; ///< ELF_ET_DYN_BASE, page-aligned
  VirtualAddress MmapTop; ///< 128 MiB below the top of the stack
};

Bases basesFor(unsigned PointerSize) {
  StackPlace Stack = defaultStack(PointerSize);
  // mmap_base(): the gap for the stack is at least 128 MiB.
  constexpr int64_t StackGap = int64_t(128) << 20;
  if (PointerSize == 8)
    return {VirtualAddress(0x555555554000), Stack.Top - StackGap};
  // ELF_ET_DYN_BASE of a 32-bit process: two thirds of its address space.
  return {VirtualAddress(0x56555000), VirtualAddress(0xf7fff000)};
}

/// Puts areas one behind the other.
class Placer {
public:
  Placer(std::vector<Vma> &Areas, VirtualAddress At) : Areas(Areas), Next(At) {}

  VirtualAddress place(VmaKind Kind, Protection Rights, uint64_t Bytes,
                       const std::string &File) {
    VirtualAddress Begin = Next;
    if (Bytes == 0)
      return Begin;
    Vma V = {.Begin = Begin,
             .End = Begin + static_cast<int64_t>(alignUp(Bytes, SmallPage)),
             .Rights = Rights,
             .Kind = Kind,
             .Name = File};
    if (!File.empty())
      V.FileBytes = V.size(); // the linker fills the last page
    Next = V.End;
    Areas.push_back(std::move(V));
    return Begin;
  }

  VirtualAddress next() const { return Next; }

private:
  std::vector<Vma> &Areas;
  VirtualAddress Next;
};

} // namespace

ProgramLayout layOutProgram(const ProgramImage &Image, unsigned PointerSize) {
  Bases Base = basesFor(PointerSize);
  ProgramLayout Result;
  ProcessPlan &Plan = Result.Plan;
  Plan.PointerSize = PointerSize;
  Plan.MmapTop = Base.MmapTop;

  // -z separate-code: every kind of right has pages of its own.
  Placer Program(Plan.Areas, Base.Program);
  Program.place(VmaKind::Headers, ReadOnly, SmallPage, Image.Name);
  Result.Text =
      Program.place(VmaKind::Text, ReadExecute, Image.TextBytes, Image.Name);
  Result.Rodata =
      Program.place(VmaKind::Rodata, ReadOnly, Image.RodataBytes, Image.Name);
  Result.Data =
      Program.place(VmaKind::Data, ReadWrite, Image.DataBytes, Image.Name);
  Result.Bss = Result.Data + static_cast<int64_t>(alignUp(Image.DataBytes, 32));
  // What fits behind the data is in its last page; the rest is anonymous.
  VirtualAddress BssEnd = Result.Bss + static_cast<int64_t>(Image.BssBytes);
  if (BssEnd > Program.next())
    Program.place(VmaKind::Bss, ReadWrite,
                  static_cast<uint64_t>(BssEnd - Program.next()), "");
  Plan.HeapBegin = Program.next();

  Placer Vdso(Plan.Areas,
              Base.MmapTop - int64_t((VdsoPages + VvarPages) * SmallPage));
  Vdso.place(VmaKind::Vvar, ReadOnly, VvarPages * SmallPage, "[vvar]");
  Vdso.place(VmaKind::Vdso, ReadExecute, VdsoPages * SmallPage, "[vdso]");
  Plan.Areas.push_back(stackArea(defaultStack(PointerSize)));
  return Result;
}

} // namespace framewalk
