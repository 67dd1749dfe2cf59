//===- TraceMemory.cpp - The memory that a recorded program touched -------===//

#include "Simulation/TraceMemory.h"

namespace framewalk {

namespace {

class TraceRun {
public:
  explicit TraceRun(const MmuGeometry &Geometry)
      : Unit(*Mmu::create(Memory, Controls, Geometry)) {}

  void run(const TraceAccess &A) {
    ++Summary.Accesses;
    VirtualAddress Last = A.Address + (int64_t(A.Size) - 1);
    if (Last < A.Address) { // around the end of the address space
      ++Summary.Refused;
      return;
    }
    touch(A.Address, A.Type);
    if (pageOf(Last, SmallPage) == pageOf(A.Address, SmallPage))
      return;
    ++Summary.CrossedPages;
    for (VirtualAddress Page = pageOf(A.Address, SmallPage) + SmallPage;
         Page <= Last; Page = Page + SmallPage)
      touch(Page, A.Type);
  }

  TraceSummary finish() {
    Summary.Mmu = Unit.statistics();
    for (auto [Page, Uses] : Pages)
      add(VirtualAddress(Page), Uses);
    return std::move(Summary);
  }

private:
  // One bit for each AccessType.
  using PageUses = uint8_t;

  void touch(VirtualAddress A, AccessType Type) {
    MemoryAccess Access = {.Type = Type, .Mode = AccessMode::User};
    MmuResult R = Unit.translate(A, Access);
    // Nearly always: the page is known to have been used like this.
    if (R.By == TranslatedBy::Tlb &&
        pageOf(A, SmallPage) == LastPage[index(Type)])
      return;
    if (R.By == TranslatedBy::Nothing && !provide(A, Access))
      return;
    LastPage[index(Type)] = pageOf(A, SmallPage);
    Pages[LastPage[index(Type)].Value] |=
        static_cast<PageUses>(1u << index(Type));
  }

  bool provide(VirtualAddress A, MemoryAccess Access) {
    constexpr VirtualAddress TaskSizeMax{0x7ffffffff000};
    std::optional<PhysicalAddress> Frame;
    if (A >= TaskSizeMax || !(Frame = Frames.allocate()) ||
        Tables.map({.Page = pageOf(A, SmallPage), .Frame = *Frame}) !=
            MapResult::Mapped) {
      ++Summary.Refused;
      return false;
    }
    ++Summary.PageFaults;
    Unit.translate(A, Access);
    return true;
  }

  void add(VirtualAddress Page, PageUses Uses) {
    auto Has = [&](AccessType T) { return (Uses >> index(T) & 1) != 0; };
    TouchedRange R = {.Begin = Page,
                      .Pages = 1,
                      .WasRead = Has(AccessType::Read),
                      .WasWritten = Has(AccessType::Write),
                      .WasExecuted = Has(AccessType::Fetch)};
    if (!Summary.Ranges.empty()) {
      TouchedRange &Before = Summary.Ranges.back();
      bool IsNext = Before.Begin + int64_t(Before.Pages * SmallPage) == Page;
      if (IsNext && Before.WasRead == R.WasRead &&
          Before.WasWritten == R.WasWritten &&
          Before.WasExecuted == R.WasExecuted) {
        ++Before.Pages;
        return;
      }
    }
    Summary.Ranges.push_back(R);
  }

  static size_t index(AccessType T) { return static_cast<size_t>(T); }

  PhysicalMemory Memory;
  PagingControls Controls = {.Root = PhysicalAddress(0x1000)};
  FrameAllocator Frames{PhysicalAddress(0x2000)};
  Mapper Tables{Memory, Controls, Frames};
  Mmu Unit;
  std::map<uint64_t, PageUses> Pages;
  std::array<VirtualAddress, 3> LastPage = {
      VirtualAddress(1), VirtualAddress(1), VirtualAddress(1)}; // no page's
  TraceSummary Summary;
};

} // namespace

TraceSummary runTrace(LackeyReader &Reader, const MmuGeometry &Geometry,
                      const std::function<void(uint64_t)> &Progress) {
  constexpr uint64_t Piece = uint64_t(16) << 20;
  TraceRun Run(Geometry);
  std::optional<TraceAccess> A = Reader.next();
  for (uint64_t Done = 0; A; Done += Piece) {
    if (Progress && Done)
      Progress(Done);
    for (uint64_t I = 0; A && I < Piece; ++I, A = Reader.next())
      Run.run(*A);
  }
  TraceSummary Result = Run.finish();
  Result.StrangeLines = Reader.strangeLines();
  Result.IsCut = Reader.isCut();
  Result.Error = Reader.error();
  return Result;
}

} // namespace framewalk
