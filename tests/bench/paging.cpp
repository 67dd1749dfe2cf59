// How fast the model of the MMU is: full walks, and translations of a real
// program's accesses.
//
//   paging_bench [--trace=FILE] [options of Google Benchmark]
//
// FILE is a trace of valgrind's lackey; without it one is made of `ls`.
//
// paging_speed.py holds the figures against what is asked for; peer.py has
// other simulators do the job of fullWalk and of a TLB's hits. What was looked
// at for a peer that could be called here, beside them, and why it does not
// serve:
//
//   Unicorn 2.0.1 (Debian 12)  its TLB gives the virtual address back as the
//                              physical one: it walks no tables
//   libx86emu                  no paging
//   cachegrind, callgrind      model caches by virtual address, no TLB
//   SIMH, libvmi               other machines; another machine's memory, and
//                              not in Debian
//   gem5, ChampSim, Sniper, drcachesim, v86
//                              not in Debian
//   KVM                        where it runs in a virtual machine, as on most
//                              machines for tests, a walk is the hypervisor's
//
// QEMU and Bochs are whole machines: peer.py boots a guest in them.

#include "Paging/Mapper.h"
#include "Paging/Mmu.h"
#include "Simulation/LackeyTrace.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <cstring>
#include <random>

using namespace framewalk;

namespace {

struct Machine {
  PhysicalMemory Memory;
  PagingControls Controls;
  FrameAllocator Frames{PhysicalAddress(0x2000)};
  Mapper Tables{Memory, Controls, Frames};

  explicit Machine(PagingMode Mode)
      : Controls{.Mode = Mode, .Root = PhysicalAddress(0x1000)} {}

  void mapAt(VirtualAddress A) {
    Tables.map({.Page = pageOf(A, SmallPage), .Frame = *Frames.allocate()});
  }
};

// Addresses of 64 pages; the tables stay in the host's cache.
void fullWalk(benchmark::State &State, PagingMode Mode) {
  Machine M(Mode);
  std::mt19937_64 Random(1);
  std::vector<VirtualAddress> Addresses;
  for (unsigned I = 0; I < 64; ++I)
    M.mapAt(VirtualAddress(0x70000000 + I * SmallPage));
  constexpr size_t Count = 4096;
  for (size_t I = 0; I < Count; ++I)
    Addresses.emplace_back(0x70000000 + Random() % (64 * SmallPage));
  PagingContext Context = *PagingContext::create(M.Controls, M.Memory);
  size_t Next = 0;
  for (auto _ : State) {
    WalkResult Result = walk(M.Memory, Context, Addresses[Next++ % Count], {});
    benchmark::DoNotOptimize(Result);
  }
  State.SetItemsProcessed(State.iterations());
}
BENCHMARK_CAPTURE(fullWalk, twoLevel, PagingMode::TwoLevel);
BENCHMARK_CAPTURE(fullWalk, pae, PagingMode::Pae);
BENCHMARK_CAPTURE(fullWalk, fourLevel, PagingMode::FourLevel);
BENCHMARK_CAPTURE(fullWalk, fiveLevel, PagingMode::FiveLevel);

std::vector<TraceAccess> readAll(LackeyReader Reader) {
  constexpr size_t Most = 4 << 20;
  std::vector<TraceAccess> Result;
  while (std::optional<TraceAccess> A = Reader.next()) {
    Result.push_back(*A);
    if (Result.size() == Most)
      break;
  }
  return Result;
}

std::vector<TraceAccess> readTrace(const char *Path) {
  if (Path) {
    llvm::Expected<LackeyReader> Reader = LackeyReader::open(Path);
    if (Reader)
      return readAll(std::move(*Reader));
    fprintf(stderr, "%s\n", llvm::toString(Reader.takeError()).c_str());
    return {};
  }
  FILE *Pipe = popen("valgrind --tool=lackey --trace-mem=yes "
                     "--basic-counts=no ls -l /usr/bin 2>&1 >/dev/null",
                     "r");
  std::vector<TraceAccess> Result =
      Pipe ? readAll(LackeyReader(fileno(Pipe))) : std::vector<TraceAccess>();
  if (Pipe)
    pclose(Pipe);
  return Result;
}

// One item is one access: TLBs of two levels with their replacement, walks on
// misses, dirty flags.
void translateTrace(benchmark::State &State,
                    const std::vector<TraceAccess> &Trace) {
  if (Trace.empty())
    return State.SkipWithError("no trace");
  Machine M(PagingMode::FourLevel);
  std::optional<Mmu> Unit = Mmu::create(M.Memory, M.Controls);
  auto Go = [&](const TraceAccess &A) {
    return Unit->translate(A.Address, {A.Type, AccessMode::User});
  };
  for (const TraceAccess &A : Trace)
    if (Go(A).By == TranslatedBy::Nothing)
      M.mapAt(A.Address);
  for (auto _ : State) {
    uint64_t Sum = 0;
    for (const TraceAccess &A : Trace)
      Sum += Go(A).Physical.Value;
    benchmark::DoNotOptimize(Sum);
  }
  MmuStatistics S = Unit->statistics();
  State.SetItemsProcessed(State.iterations() * Trace.size());
  State.counters["misses"] = double(S.Walks) / double(S.Walks + S.TlbHits);
  State.counters["level2"] =
      double(S.SecondLevelHits) / double(S.Walks + S.TlbHits);
}

} // namespace

int main(int Argc, char **Argv) {
  const char *Path = nullptr;
  for (int I = 1; I < Argc; ++I)
    if (strncmp(Argv[I], "--trace=", 8) == 0) {
      Path = Argv[I] + 8;
      std::copy(Argv + I + 1, Argv + Argc--, Argv + I);
      break;
    }
  benchmark::Initialize(&Argc, Argv);
  if (benchmark::ReportUnrecognizedArguments(Argc, Argv))
    return 2;
  std::vector<TraceAccess> Trace = readTrace(Path);
  benchmark::RegisterBenchmark("translateTrace", [&](benchmark::State &S) {
    translateTrace(S, Trace);
  })->Unit(benchmark::kMillisecond);
  benchmark::RunSpecifiedBenchmarks();
}
