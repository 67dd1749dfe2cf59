//===- HeapModel.h - Where glibc's malloc puts blocks ---------------------===//
//
// The chunks of ptmalloc's main arena and what it asks of the kernel (brk,
// mmap, munmap, mremap), on a simulated address space. It follows glibc 2.36
// (malloc/malloc.c) with its default tunables, one thread, and a process in
// which nobody else calls malloc or moves the break. What it knows: tcache,
// fast, unsorted, small and large bins, the top chunk and its trimming, blocks
// mapped on their own and the thresholds that move when they are freed.
//
// Other versions: 2.38 lets memalign look in the tcache, 2.41 calloc, 2.42 has
// a larger tcache; otherwise 2.26 and later lay chunks out alike. Before main,
// libraries may have allocated: see allocateForCxxRuntime(). The simulated
// machine has 64 GiB: larger requests are refused, as Linux refuses what
// exceeds all memory and swap.
//
//===----------------------------------------------------------------------===//
#pragma once

#include "Simulation/AddressSpace.h"

#include <array>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace framewalk {

/// A system call that the allocator made.
struct HeapRequest {
  enum class Call : uint8_t { Brk, Mmap, Munmap, Mremap };
  Call Kind = Call::Brk;
  VirtualAddress Begin; ///< the old break, or the mapping
  int64_t Bytes = 0;    ///< negative: brk gives them back
};

/// A block as the allocator keeps it.
struct HeapBlock {
  VirtualAddress Pointer; ///< what malloc returned
  VirtualAddress Chunk;   ///< its first byte: the header's
  uint64_t ChunkBytes = 0;
  uint64_t HeaderBytes = 0; ///< the size word; what else is before it is lent
  uint64_t UsableBytes = 0; ///< malloc_usable_size()
  bool IsMapped = false;    ///< has an mmap of its own
};

/// Where a freed chunk went.
enum class FreedTo : uint8_t {
  Nowhere,
  Tcache,
  FastBin,
  UnsortedBin, ///< merged with free neighbours
  Top,         ///< merged with the rest of the heap
  Kernel,      ///< munmap
};

class HeapModel {
public:
  explicit HeapModel(AddressSpace &Space);
  HeapModel(const HeapModel &) = delete;
  HeapModel &operator=(const HeapModel &) = delete;

  /// malloc; with \p Align memalign, aligned_alloc, posix_memalign, valloc (a
  /// page). None: there is no room.
  std::optional<VirtualAddress> allocate(uint64_t Bytes, uint64_t Align = 0);
  /// calloc: does not look in the tcache.
  std::optional<VirtualAddress> allocateZeroed(uint64_t Bytes);
  /// free; false: no block in use begins there. glibc would abort at best.
  bool release(VirtualAddress Pointer);
  /// realloc; a null pointer allocates, 0 bytes free (and return none).
  std::optional<VirtualAddress> reallocate(VirtualAddress Pointer,
                                           uint64_t Bytes);

  /// What libstdc++ allocates before main so that exceptions can be thrown when
  /// memory is out (72704 bytes on x86-64 up to GCC 12). Call it first for a
  /// C++ program; C programs do not have it.
  void allocateForCxxRuntime();

  /// The block in use that \p Pointer is the begin of.
  std::optional<HeapBlock> block(VirtualAddress Pointer) const;
  /// All blocks in use, by address; the allocator's own is not among them.
  std::vector<HeapBlock> blocks() const;
  /// The system calls of the last call of this class.
  const std::vector<HeapRequest> &lastRequests() const { return Requests; }
  /// Where the last block that was released went.
  FreedTo lastFreedTo() const { return LastFreed; }
  /// The last allocation got bytes that a freed block had.
  bool isReused() const { return WasReused; }
  /// The size of a pointer, and of a chunk's size word.
  unsigned wordBytes() const { return static_cast<unsigned>(Word); }
  /// The begin of the heap; none before the first allocation.
  std::optional<VirtualAddress> heapBegin() const { return First; }

  /// False: something happened that this model does not follow (somebody else
  /// moved the break, or it could not grow), so that addresses from then on
  /// need not be glibc's.
  bool isExact() const { return Exact; }

private:
  enum class State : uint8_t { InUse, Cached, Binned, Top };
  struct Chunk {
    uint64_t Size = 0;
    State Is = State::InUse;
  };
  struct MappedChunk {
    uint64_t Size = 0;
    uint64_t Before = 0; ///< bytes of the mapping in front of the chunk
  };
  using Bin = std::deque<uint64_t>; ///< the first is where fd of the head goes
  static constexpr unsigned BinCount = 128, UnsortedBin = 1;
  static constexpr unsigned TcacheBins = 64, TcacheCount = 7;

  std::optional<uint64_t> chunkSizeFor(uint64_t Bytes) const;
  bool isSmall(uint64_t Size) const;
  bool isFast(uint64_t Size) const;
  unsigned binOf(uint64_t Size) const;
  std::optional<unsigned> tcacheBin(uint64_t Size) const;
  bool tcacheHasRoom(uint64_t Size) const;

  void initialiseTcache();
  void putIntoTcache(uint64_t At);
  uint64_t takeFromTcache(unsigned Index);

  // Each returns the chunk's address; 0: there is none.
  uint64_t allocateFor(uint64_t Bytes);
  uint64_t allocateChunk(uint64_t Bytes);
  uint64_t findChunk(uint64_t Size);
  uint64_t takeFast(uint64_t Size);
  uint64_t takeSmall(uint64_t Size);
  uint64_t sortUnsorted(uint64_t Size);
  uint64_t takeLarge(uint64_t Size);
  uint64_t takeFromLargerBin(uint64_t Size);
  uint64_t takeFromTop(uint64_t Size);
  uint64_t growHeap(uint64_t Size);
  uint64_t allocateMapped(uint64_t Size);
  uint64_t allocateAligned(uint64_t Bytes, uint64_t Align);
  uint64_t reallocateMapped(uint64_t At, uint64_t Bytes, uint64_t Size);
  uint64_t reallocateInHeap(uint64_t At, uint64_t Size);

  void freeChunk(uint64_t At);
  void freeMapped(uint64_t At);
  void mergeAndBin(uint64_t At);
  void consolidate();
  void trimTop();

  uint64_t splitBinned(uint64_t At, uint64_t Size, bool IsLastRemainder);
  void unlink(uint64_t At);
  void sortIntoBin(uint64_t At);
  void writeLinks(uint64_t At);
  void setChunk(uint64_t At, uint64_t Size, State Is);
  uint64_t sizeOf(uint64_t At) const { return Chunks.at(At).Size; }
  void written(uint64_t At);
  void writtenUpTo(uint64_t At, uint64_t End);
  bool moveBreak(int64_t Bytes);
  void begin();

  std::optional<VirtualAddress> handOut(uint64_t At) const;
  VirtualAddress pointerTo(uint64_t At) const;
  uint64_t chunkOf(VirtualAddress Pointer) const;
  HeapBlock describe(uint64_t At) const;

  AddressSpace &Space;
  uint64_t Word;                    ///< SIZE_SZ
  uint64_t MinSize;                 ///< MINSIZE
  std::map<uint64_t, Chunk> Chunks; ///< of the heap, one behind the other
  std::map<uint64_t, MappedChunk> Mapped;
  std::array<Bin, BinCount> Bins;
  std::map<uint64_t, std::vector<uint64_t>> FastBins; ///< by size; a stack
  std::array<std::vector<uint64_t>, TcacheBins> Tcache;
  uint64_t TcacheChunk = 0;
  uint64_t Top = 0;
  uint64_t LastRemainder = 0;
  uint64_t MmapThreshold;
  uint64_t TrimThreshold;
  std::optional<VirtualAddress> First;
  std::vector<HeapRequest> Requests;
  FreedTo LastFreed = FreedTo::Nowhere;
  bool WasReused = false;
  bool Exact = true;
};

} // namespace framewalk
