//===- HeapModel.cpp - Where glibc's malloc puts blocks -------------------===//
//
// Each step names the function of malloc/malloc.c that it stands for.
//
//===----------------------------------------------------------------------===//

#include "Simulation/HeapModel.h"

#include <algorithm>
#include <bit>

namespace framewalk {

namespace {

constexpr uint64_t ChunkAlign = 16; ///< MALLOC_ALIGNMENT, i386 since 2.26
constexpr uint64_t TopPad = 128 << 10;
constexpr uint64_t FirstThreshold = 128 << 10;
/// FASTBIN_CONSOLIDATION_THRESHOLD
constexpr uint64_t ConsolidateFrom = 64 << 10;
constexpr size_t MostSorted = 10000; ///< MAX_ITERS

/// The simulated machine's memory and swap. Linux refuses at once what cannot
/// ever fit (__vm_enough_memory(), vm.overcommit_memory 0).
constexpr uint64_t MachineMemory = uint64_t(64) << 30;

/// mremap with MREMAP_MAYMOVE: the pages keep their frames.
std::optional<VirtualAddress> remap(AddressSpace &Space, VirtualAddress Old,
                                    uint64_t OldBytes, uint64_t NewBytes) {
  VirtualAddress OldEnd = Old + static_cast<int64_t>(OldBytes);
  VirtualAddress NewEnd = Old + static_cast<int64_t>(NewBytes);
  if (NewBytes - OldBytes > MachineMemory && NewBytes > OldBytes)
    return std::nullopt;
  if (NewBytes <= OldBytes) {
    Space.unmap(NewEnd, OldBytes - NewBytes);
    return Old;
  }
  if (Space.mapAt({.Begin = OldEnd, .End = NewEnd, .Rights = ReadWrite}))
    return Old;
  std::optional<VirtualAddress> New = Space.mapAnonymous(NewBytes, ReadWrite);
  if (!New)
    return std::nullopt;
  for (uint64_t Page = 0; Page < OldBytes; Page += SmallPage) {
    auto At = static_cast<int64_t>(Page);
    WalkResult Found = Space.peek(Old + At, AccessType::Write);
    if (!Found.isFault())
      Space.populate(*New + At, Found.translation().frame());
  }
  Space.unmap(Old, OldBytes);
  return New;
}

} // namespace

HeapModel::HeapModel(AddressSpace &S)
    : Space(S), Word(S.plan().PointerSize), MinSize(alignUp(4 * Word, 16)),
      MmapThreshold(FirstThreshold), TrimThreshold(FirstThreshold) {}

//===- Sizes --------------------------------------------------------------===//

/// checked_request2size()
std::optional<uint64_t> HeapModel::chunkSizeFor(uint64_t Bytes) const {
  uint64_t Most = Word == 8 ? INT64_MAX : INT32_MAX; // PTRDIFF_MAX
  if (Bytes > Most)
    return std::nullopt;
  return std::max(MinSize, alignUp(Bytes + Word, ChunkAlign));
}

/// in_smallbin_range()
bool HeapModel::isSmall(uint64_t Size) const {
  return Size < (Word == 8 ? 64 : 63) * ChunkAlign;
}

/// get_max_fast()
bool HeapModel::isFast(uint64_t Size) const { return Size <= 16 * Word; }

/// smallbin_index(), largebin_index()
unsigned HeapModel::binOf(uint64_t Size) const {
  unsigned Correction = Word == 8 ? 0 : 1;
  if (isSmall(Size))
    return static_cast<unsigned>(Size / ChunkAlign) + Correction;
  if (Size >> 6 <= (Word == 8 ? 48u : 45u))
    return 48 + Correction + static_cast<unsigned>(Size >> 6);
  if (Size >> 9 <= 20)
    return 91 + static_cast<unsigned>(Size >> 9);
  if (Size >> 12 <= 10)
    return 110 + static_cast<unsigned>(Size >> 12);
  if (Size >> 15 <= 4)
    return 119 + static_cast<unsigned>(Size >> 15);
  if (Size >> 18 <= 2)
    return 124 + static_cast<unsigned>(Size >> 18);
  return 126;
}

/// csize2tidx()
std::optional<unsigned> HeapModel::tcacheBin(uint64_t Size) const {
  uint64_t Index = (Size - MinSize) / ChunkAlign;
  if (!TcacheChunk || Index >= TcacheBins)
    return std::nullopt;
  return static_cast<unsigned>(Index);
}

bool HeapModel::tcacheHasRoom(uint64_t Size) const {
  std::optional<unsigned> Index = tcacheBin(Size);
  return Index && Tcache[*Index].size() < TcacheCount;
}

//===- Chunks -------------------------------------------------------------===//

VirtualAddress HeapModel::pointerTo(uint64_t At) const {
  return VirtualAddress(At + 2 * Word);
}

uint64_t HeapModel::chunkOf(VirtualAddress Pointer) const {
  return Pointer.Value - 2 * Word;
}

/// The allocator writes there itself: the page comes to be.
void HeapModel::written(uint64_t At) {
  VirtualAddress Page = pageOf(VirtualAddress(At), SmallPage);
  if (Space.peek(Page, AccessType::Write).isFault() && !Space.populate(Page))
    Space.touch(Page, AccessType::Write);
}

void HeapModel::writtenUpTo(uint64_t At, uint64_t End) {
  for (; At < End; At = alignUp(At + 1, SmallPage))
    written(At);
}

/// fd and bk, fd_nextsize and bk_nextsize of a chunk that gets into a bin.
void HeapModel::writeLinks(uint64_t At) {
  written(At + 2 * Word);
  if (!isSmall(sizeOf(At)))
    written(At + 4 * Word);
}

void HeapModel::setChunk(uint64_t At, uint64_t Size, State Is) {
  Chunks[At] = {Size, Is};
  written(At + Word);
}

void HeapModel::unlink(uint64_t At) {
  for (Bin &B : Bins)
    if (auto Found = std::find(B.begin(), B.end(), At); Found != B.end()) {
      B.erase(Found);
      return;
    }
}

void HeapModel::putIntoTcache(uint64_t At) {
  Chunks[At].Is = State::Cached;
  Tcache[*tcacheBin(sizeOf(At))].push_back(At);
  written(At + 2 * Word);
}

uint64_t HeapModel::takeFromTcache(unsigned Index) {
  uint64_t At = Tcache[Index].back();
  Tcache[Index].pop_back();
  Chunks[At].Is = State::InUse;
  WasReused = true;
  return At;
}

/// tcache_init(): a count of 2 bytes and a pointer for each bin, in a chunk.
void HeapModel::initialiseTcache() {
  if (TcacheChunk)
    return;
  TcacheChunk = allocateChunk(TcacheBins * (2 + Word));
  WasReused = false;
}

//===- Allocating ---------------------------------------------------------===//

uint64_t HeapModel::takeFast(uint64_t Size) {
  auto Found = FastBins.find(Size);
  if (Found == FastBins.end() || Found->second.empty())
    return 0;
  std::vector<uint64_t> &Stack = Found->second;
  uint64_t At = Stack.back();
  Stack.pop_back();
  // "While we're here, if we see other chunks of the same size, stash them in
  // the tcache."
  while (!Stack.empty() && tcacheHasRoom(Size)) {
    uint64_t Other = Stack.back();
    Stack.pop_back();
    putIntoTcache(Other);
  }
  return At;
}

uint64_t HeapModel::takeSmall(uint64_t Size) {
  Bin &B = Bins[binOf(Size)];
  if (B.empty())
    return 0;
  uint64_t At = B.back();
  B.pop_back();
  while (!B.empty() && tcacheHasRoom(Size)) {
    uint64_t Other = B.back();
    B.pop_back();
    putIntoTcache(Other);
  }
  return At;
}

/// Cuts \p Size bytes off a chunk that is in a bin; the rest goes to the
/// unsorted ones.
uint64_t HeapModel::splitBinned(uint64_t At, uint64_t Size,
                                bool IsLastRemainder) {
  uint64_t Rest = sizeOf(At) - Size;
  unlink(At);
  if (Rest < MinSize)
    return At;
  Chunks[At].Size = Size;
  setChunk(At + Size, Rest, State::Binned);
  writeLinks(At + Size);
  Bins[UnsortedBin].push_front(At + Size);
  if (IsLastRemainder)
    LastRemainder = At + Size;
  // The rest's size stands behind it, too.
  written(At + Size + Rest);
  return At;
}

void HeapModel::sortIntoBin(uint64_t At) {
  uint64_t Size = sizeOf(At);
  Bin &B = Bins[binOf(Size)];
  if (isSmall(Size)) {
    B.push_front(At);
    return;
  }
  auto Place = std::find_if(B.begin(), B.end(), [&](uint64_t Other) {
    return sizeOf(Other) <= Size;
  });
  // "Always insert in the second position."
  if (Place != B.end() && sizeOf(*Place) == Size)
    ++Place;
  B.insert(Place, At);
}

/// The loop of _int_malloc() over unsorted chunks: the one place where chunks
/// get into bins.
uint64_t HeapModel::sortUnsorted(uint64_t Size) {
  Bin &Unsorted = Bins[UnsortedBin];
  bool IsInTcache = false;
  for (size_t Count = 0; !Unsorted.empty() && Count < MostSorted; ++Count) {
    uint64_t At = Unsorted.back();
    uint64_t Found = sizeOf(At);
    if (isSmall(Size) && Unsorted.size() == 1 && At == LastRemainder &&
        Found > Size + MinSize)
      return splitBinned(At, Size, true);
    Unsorted.pop_back();
    if (Found != Size) {
      sortIntoBin(At);
      continue;
    }
    Chunks[At].Is = State::InUse;
    // "Fill cache first, return to user only if cache fills."
    if (!tcacheHasRoom(Size))
      return At;
    putIntoTcache(At);
    IsInTcache = true;
  }
  return IsInTcache ? takeFromTcache(*tcacheBin(Size)) : 0;
}

/// The smallest chunk of the bin that is large enough; of several, not the
/// first one.
uint64_t HeapModel::takeLarge(uint64_t Size) {
  Bin &B = Bins[binOf(Size)];
  if (B.empty() || sizeOf(B.front()) < Size)
    return 0;
  size_t Last = B.size() - 1;
  while (sizeOf(B[Last]) < Size)
    --Last;
  size_t Head = Last;
  while (Head > 0 && sizeOf(B[Head - 1]) == sizeOf(B[Last]))
    --Head;
  return splitBinned(B[Head < Last ? Head + 1 : Head], Size, false);
}

uint64_t HeapModel::takeFromLargerBin(uint64_t Size) {
  for (unsigned I = binOf(Size) + 1; I < BinCount; ++I)
    if (!Bins[I].empty())
      return splitBinned(Bins[I].back(), Size, isSmall(Size));
  return 0;
}

uint64_t HeapModel::takeFromTop(uint64_t Size) {
  if (!Top || sizeOf(Top) < Size + MinSize)
    return 0;
  uint64_t At = Top;
  uint64_t Rest = sizeOf(At) - Size;
  setChunk(At, Size, State::InUse);
  Top = At + Size;
  setChunk(Top, Rest, State::Top);
  WasReused = false;
  return At;
}

bool HeapModel::moveBreak(int64_t Bytes) {
  VirtualAddress Old = Space.currentBreak();
  if (Bytes != 0 && !Space.setBreak(Old + Bytes))
    return false;
  if (Bytes != 0)
    Requests.push_back({HeapRequest::Call::Brk, Old, Bytes});
  return true;
}

/// sysmalloc()
uint64_t HeapModel::growHeap(uint64_t Size) {
  if (Size > MachineMemory)
    return 0;
  if (Size >= MmapThreshold)
    if (uint64_t At = allocateMapped(Size))
      return At;
  uint64_t OldSize = Top ? sizeOf(Top) : 0;
  uint64_t Break = Space.currentBreak().Value;
  if (Top && Top + OldSize != Break)
    Exact = false; // somebody else moved the break
  uint64_t More = alignUp(Size + TopPad + MinSize - OldSize, SmallPage);
  if (!moveBreak(static_cast<int64_t>(More))) {
    Exact = false; // glibc goes on with mappings of 1 MiB and more
    return allocateMapped(Size);
  }
  if (Top) {
    setChunk(Top, OldSize + More, State::Top);
    return takeFromTop(Size);
  }
  // The first time: chunks begin so that pointers are aligned, and end with a
  // page.
  uint64_t At = alignUp(Break + 2 * Word, ChunkAlign) - 2 * Word;
  uint64_t End = alignUp(Break + More + (At - Break), SmallPage);
  if (!moveBreak(static_cast<int64_t>(End - (Break + More))))
    return 0;
  First = VirtualAddress(Break);
  Top = At;
  setChunk(Top, End - At, State::Top);
  return takeFromTop(Size);
}

/// sysmalloc_mmap()
uint64_t HeapModel::allocateMapped(uint64_t Size) {
  bool IsAligned = ChunkAlign == 2 * Word;
  uint64_t Bytes =
      alignUp(Size + Word + (IsAligned ? 0 : ChunkAlign - 1), SmallPage);
  std::optional<VirtualAddress> Begin = Space.mapAnonymous(Bytes, ReadWrite);
  if (!Begin)
    return 0;
  Requests.push_back(
      {HeapRequest::Call::Mmap, *Begin, static_cast<int64_t>(Bytes)});
  uint64_t At = alignUp(Begin->Value + 2 * Word, ChunkAlign) - 2 * Word;
  uint64_t Before = At - Begin->Value;
  Mapped[At] = {Bytes - Before, Before};
  written(At + Word);
  return At;
}

uint64_t HeapModel::allocateChunk(uint64_t Bytes) {
  std::optional<uint64_t> Size = chunkSizeFor(Bytes);
  uint64_t At = Size ? findChunk(*Size) : 0;
  if (auto Found = Chunks.find(At); Found != Chunks.end())
    Found->second.Is = State::InUse;
  return At;
}

/// _int_malloc()
uint64_t HeapModel::findChunk(uint64_t Size) {
  WasReused = true; // until it comes from the top or a mapping
  auto HasFast = [&] {
    return std::any_of(FastBins.begin(), FastBins.end(),
                       [](const auto &B) { return !B.second.empty(); });
  };
  if (isFast(Size))
    if (uint64_t At = takeFast(Size))
      return At;
  if (isSmall(Size)) {
    if (uint64_t At = takeSmall(Size))
      return At;
  } else if (HasFast()) {
    consolidate();
  }
  while (true) {
    if (uint64_t At = sortUnsorted(Size))
      return At;
    if (!isSmall(Size))
      if (uint64_t At = takeLarge(Size))
        return At;
    if (uint64_t At = takeFromLargerBin(Size))
      return At;
    if (uint64_t At = takeFromTop(Size))
      return At;
    if (!HasFast())
      break;
    consolidate();
  }
  WasReused = false;
  return growHeap(Size);
}

/// _int_memalign()
uint64_t HeapModel::allocateAligned(uint64_t Bytes, uint64_t Align) {
  std::optional<uint64_t> Size = chunkSizeFor(Bytes);
  if (!Size || !chunkSizeFor(*Size + Align + MinSize))
    return 0;
  uint64_t At = allocateChunk(*Size + Align + MinSize);
  if (!At)
    return 0;
  uint64_t Pointer = pointerTo(At).Value;
  uint64_t Begin = alignUp(Pointer, Align) - 2 * Word;
  if (Begin != At && Begin - At < MinSize)
    Begin += Align;
  uint64_t Lead = Begin - At;
  if (auto Found = Mapped.find(At); Found != Mapped.end()) {
    MappedChunk M = Found->second;
    Mapped.erase(Found);
    Mapped[Begin] = {M.Size - Lead, M.Before + Lead};
    written(Begin + Word);
    return Begin;
  }
  if (Lead) {
    setChunk(Begin, sizeOf(At) - Lead, State::InUse);
    Chunks[At].Size = Lead;
    freeChunk(At);
  }
  // "Also give back spare room at the end."
  uint64_t Whole = sizeOf(Begin);
  if (Whole > *Size + MinSize) {
    Chunks[Begin].Size = *Size;
    setChunk(Begin + *Size, Whole - *Size, State::InUse);
    freeChunk(Begin + *Size);
  }
  return Begin;
}

//===- Freeing ------------------------------------------------------------===//

/// _int_free()
void HeapModel::freeChunk(uint64_t At) {
  uint64_t Size = sizeOf(At);
  if (tcacheHasRoom(Size)) {
    putIntoTcache(At);
    LastFreed = FreedTo::Tcache;
    return;
  }
  if (isFast(Size)) {
    Chunks[At].Is = State::Cached;
    FastBins[Size].push_back(At);
    LastFreed = FreedTo::FastBin;
    written(At + 2 * Word);
    return;
  }
  mergeAndBin(At);
  uint64_t Merged = LastFreed == FreedTo::Top
                        ? sizeOf(Top)
                        : sizeOf(Bins[UnsortedBin].front());
  if (Merged < ConsolidateFrom)
    return;
  consolidate();
  if (sizeOf(Top) >= TrimThreshold)
    trimTop();
}

/// The part of _int_free() and malloc_consolidate() that makes one chunk of
/// neighbours that are free.
void HeapModel::mergeAndBin(uint64_t At) {
  uint64_t Size = sizeOf(At);
  auto Here = Chunks.find(At);
  if (Here != Chunks.begin() && std::prev(Here)->second.Is == State::Binned) {
    At = std::prev(Here)->first;
    Size += sizeOf(At);
    unlink(At);
    Chunks.erase(Here);
  }
  auto After = Chunks.find(At + Size);
  State Becomes = After->second.Is == State::Top ? State::Top : State::Binned;
  if (After->second.Is == State::Binned)
    unlink(After->first);
  if (After->second.Is == State::Binned || Becomes == State::Top) {
    Size += After->second.Size;
    Chunks.erase(After);
  }
  setChunk(At, Size, Becomes);
  if (Becomes == State::Top) {
    Top = At;
    LastFreed = FreedTo::Top;
    return;
  }
  writeLinks(At);
  written(At + Size);
  Bins[UnsortedBin].push_front(At);
  LastFreed = FreedTo::UnsortedBin;
}

/// malloc_consolidate()
void HeapModel::consolidate() {
  FreedTo Kept = LastFreed;
  for (auto &[Size, Stack] : FastBins)
    while (!Stack.empty()) {
      uint64_t At = Stack.back();
      Stack.pop_back();
      mergeAndBin(At);
    }
  LastFreed = Kept;
}

/// systrim()
void HeapModel::trimTop() {
  uint64_t Size = sizeOf(Top);
  if (Size - MinSize - 1 <= TopPad)
    return;
  uint64_t Extra = (Size - MinSize - 1 - TopPad) & ~(SmallPage - 1);
  if (Extra == 0)
    return;
  if (Space.currentBreak().Value != Top + Size) {
    Exact = false;
    return;
  }
  moveBreak(-static_cast<int64_t>(Extra));
  setChunk(Top, Size - Extra, State::Top);
}

/// munmap_chunk()
void HeapModel::freeMapped(uint64_t At) {
  MappedChunk M = Mapped.at(At);
  VirtualAddress Begin(At - M.Before);
  uint64_t Bytes = M.Size + M.Before;
  Space.unmap(Begin, Bytes);
  Requests.push_back(
      {HeapRequest::Call::Munmap, Begin, -static_cast<int64_t>(Bytes)});
  Mapped.erase(At);
  LastFreed = FreedTo::Kernel;
}

//===- Reallocating -------------------------------------------------------===//

/// mremap_chunk(), and what __libc_realloc() does where that is refused.
uint64_t HeapModel::reallocateMapped(uint64_t At, uint64_t Bytes,
                                     uint64_t Size) {
  MappedChunk M = Mapped.at(At);
  VirtualAddress Old(At - M.Before);
  uint64_t OldBytes = M.Size + M.Before;
  uint64_t NewBytes = alignUp(Size + M.Before + Word, SmallPage);
  if (NewBytes == OldBytes)
    return At;
  if (std::optional<VirtualAddress> New =
          remap(Space, Old, OldBytes, NewBytes)) {
    Requests.push_back({HeapRequest::Call::Mremap, *New,
                        static_cast<int64_t>(NewBytes - OldBytes)});
    Mapped.erase(At);
    At = New->Value + M.Before;
    Mapped[At] = {NewBytes - M.Before, M.Before};
    written(At + Word);
    return At;
  }
  if (M.Size >= Size + Word)
    return At;
  uint64_t New = allocateFor(Bytes);
  if (!New)
    return 0;
  writtenUpTo(New + 2 * Word, New + M.Size);
  freeMapped(At);
  return New;
}

/// _int_realloc()
uint64_t HeapModel::reallocateInHeap(uint64_t At, uint64_t Size) {
  uint64_t Whole = sizeOf(At);
  if (Whole < Size) {
    uint64_t Next = At + Whole;
    const Chunk &After = Chunks.at(Next);
    uint64_t Both = Whole + After.Size;
    if (After.Is == State::Top && Both >= Size + MinSize) {
      Chunks.erase(Next);
      Chunks[At].Size = Size;
      Top = At + Size;
      setChunk(Top, Both - Size, State::Top);
      return At;
    }
    if (After.Is == State::Binned && Both >= Size) {
      unlink(Next);
      Chunks.erase(Next);
      Whole = Both;
    } else {
      uint64_t New = allocateChunk(Size - (ChunkAlign - 1));
      if (!New)
        return 0;
      if (New != Next) {
        writtenUpTo(New + 2 * Word, New + Whole + Word);
        freeChunk(At);
        return New;
      }
      // "Avoid copy if newp is next chunk after oldp."
      Whole += sizeOf(New);
      Chunks.erase(New);
    }
    Chunks[At].Size = Whole;
  }
  if (Whole - Size < MinSize)
    return At;
  Chunks[At].Size = Size;
  setChunk(At + Size, Whole - Size, State::InUse);
  freeChunk(At + Size);
  return At;
}

//===- What the program calls ---------------------------------------------===//

void HeapModel::begin() {
  Requests.clear();
  LastFreed = FreedTo::Nowhere;
  WasReused = false;
}

/// __libc_malloc()
uint64_t HeapModel::allocateFor(uint64_t Bytes) {
  std::optional<uint64_t> Size = chunkSizeFor(Bytes);
  if (!Size)
    return 0;
  initialiseTcache();
  std::optional<unsigned> Index = tcacheBin(*Size);
  if (Index && !Tcache[*Index].empty())
    return takeFromTcache(*Index);
  return allocateChunk(Bytes);
}

std::optional<VirtualAddress> HeapModel::handOut(uint64_t At) const {
  if (!At)
    return std::nullopt;
  return pointerTo(At);
}

std::optional<VirtualAddress> HeapModel::allocate(uint64_t Bytes,
                                                  uint64_t Align) {
  begin();
  if (Align <= ChunkAlign)
    return handOut(allocateFor(Bytes));
  // _mid_memalign()
  if (Align > (Word == 8 ? uint64_t(1) << 63 : uint64_t(1) << 31))
    return std::nullopt;
  return handOut(
      allocateAligned(Bytes, std::max(MinSize, std::bit_ceil(Align))));
}

std::optional<VirtualAddress> HeapModel::allocateZeroed(uint64_t Bytes) {
  begin();
  initialiseTcache();
  uint64_t OldTop = Top, OldEnd = Top + sizeOf(Top);
  uint64_t At = allocateChunk(Bytes);
  if (!At || Mapped.count(At))
    return handOut(At); // fresh from the kernel: zeros already
  // So is what the heap has just grown by (MORECORE_CLEARS).
  uint64_t End = At + sizeOf(At);
  if (OldTop == At)
    End = std::min(End, OldEnd);
  End += Word;
  writtenUpTo(At + 2 * Word, End);
  return handOut(At);
}

bool HeapModel::release(VirtualAddress Pointer) {
  begin();
  if (Pointer == VirtualAddress(0))
    return true;
  if (!block(Pointer))
    return false;
  uint64_t At = chunkOf(Pointer);
  auto Found = Mapped.find(At);
  if (Found == Mapped.end()) {
    initialiseTcache();
    freeChunk(At);
    return true;
  }
  // __libc_free(): "See if the dynamic brk/mmap threshold needs adjusting."
  // The size is read with its flags.
  constexpr uint64_t IsMmapped = 2;
  uint64_t Most = Word == 8 ? uint64_t(32) << 20 : uint64_t(512) << 10;
  uint64_t Size = Found->second.Size;
  if ((Size | IsMmapped) > MmapThreshold && (Size | IsMmapped) <= Most) {
    MmapThreshold = Size;
    TrimThreshold = 2 * Size;
  }
  freeMapped(At);
  return true;
}

std::optional<VirtualAddress> HeapModel::reallocate(VirtualAddress Pointer,
                                                    uint64_t Bytes) {
  if (Pointer == VirtualAddress(0))
    return allocate(Bytes);
  if (Bytes == 0) {
    release(Pointer);
    return std::nullopt;
  }
  begin();
  std::optional<uint64_t> Size = chunkSizeFor(Bytes);
  if (!Size || !block(Pointer))
    return std::nullopt;
  uint64_t At = chunkOf(Pointer);
  if (Mapped.count(At))
    return handOut(reallocateMapped(At, Bytes, *Size));
  initialiseTcache();
  return handOut(reallocateInHeap(At, *Size));
}

void HeapModel::allocateForCxxRuntime() {
  // eh_alloc.cc: 64 exceptions of 1024 (on 32 bits 512) bytes, and their
  // headers.
  allocate(Word == 8 ? 72704 : 18944);
}

//===- Looking ------------------------------------------------------------===//

HeapBlock HeapModel::describe(uint64_t At) const {
  auto Found = Mapped.find(At);
  bool IsMapped = Found != Mapped.end();
  uint64_t Size = IsMapped ? Found->second.Size : sizeOf(At);
  // The last word of a mapped chunk is nobody's to lend; the next chunk's
  // first word is.
  return {.Pointer = pointerTo(At),
          .Chunk = VirtualAddress(At),
          .ChunkBytes = Size,
          .HeaderBytes = IsMapped ? 2 * Word : Word,
          .UsableBytes = Size - (IsMapped ? 2 * Word : Word),
          .IsMapped = IsMapped};
}

std::optional<HeapBlock> HeapModel::block(VirtualAddress Pointer) const {
  uint64_t At = chunkOf(Pointer);
  if (At != TcacheChunk && Mapped.count(At))
    return describe(At);
  auto Found = Chunks.find(At);
  if (At == TcacheChunk || Found == Chunks.end() ||
      Found->second.Is != State::InUse)
    return std::nullopt;
  return describe(At);
}

std::vector<HeapBlock> HeapModel::blocks() const {
  std::vector<HeapBlock> Result;
  for (const auto &[At, C] : Chunks)
    if (C.Is == State::InUse && At != TcacheChunk)
      Result.push_back(describe(At));
  for (const auto &[At, M] : Mapped)
    Result.push_back(describe(At));
  return Result;
}

} // namespace framewalk
