// The simulated kernel against the running one: scripts of system calls and
// accesses are carried out by a native child process and by lib/Simulation, and
// must end alike: the same signal (number, code, address, trap, error code) or
// none, every page in the same state, the same resident pages, a stack of the
// same length.
//
//   linux_faults [random scripts] [seed]
//
// The rows of "what a real Linux kernel did", and where they are:
//
//   stack at the start: an area of 132 KiB             compareLayout
//     (its Rss at main is the work of what runs before main: not compared)
//   a fault grows the stack exactly to its page        compareStacks
//   a read shows the shared zero page, not in Rss; a
//     write allocates; Rss and dirty pages             compareKnown, random
//     ones
//   reads and writes far below RSP                     compareStacks
//   recursion without end: SIGSEGV, si_addr = CR2, error
//     0x6, the area exactly the limit's 8192 KiB, and
//     its resident pages                               compareRecursion
//   guard gap of 254, 255, 256 pages; PROT_NONE        compareStacks
//   error codes: NULL, rodata, read-only, NX, PROT_NONE,
//     kernel, the last pages of the program's half     compareKnown
//   not canonical: #GP; through RSP: #SS               compareKnown
//   layout without randomisation: program, heap right
//     behind the bss, top of mmap, top of the stack, the
//     vdso's two pages                                 compareLayout
//   the heap's 132 KiB at first                        heap_model.cpp
//     (not the vdso's place: above it is the loader, which the simulated
//     process does without)
//
// Needs x86-64 Linux; says SKIPPED and ends with 77 where /proc/self/pagemap
// cannot be read.

#include "Simulation/AddressSpace.h"
#include "Simulation/ProgramLayout.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <random>
#include <sstream>

using namespace framewalk;

namespace {

constexpr int Skipped = 77;

/// Where scripts map things: nothing else is there, AddressSanitizer's shadow
/// included.
constexpr uint64_t Playground = 0x200000000000;
constexpr unsigned PlaygroundPages = 64;
constexpr uint64_t StackLimit = 8 << 20;

const char Literal[4096] __attribute__((aligned(4096))) = "some rodata";

/// One step of a script.
struct Step {
  enum { Map, Unmap, Protect, Read, Write, Fetch, Pop, Recurse } What = Read;
  uint64_t Address = 0;
  uint64_t Bytes = 0;
  Protection Rights = {};
};

std::string describe(const Step &S) {
  static const char *const Names[] = {"map",   "unmap", "protect", "read",
                                      "write", "fetch", "pop",     "recurse"};
  char Text[100];
  snprintf(Text, sizeof Text, "%s %#" PRIx64 " %" PRIu64 " %s%s%s",
           Names[S.What], S.Address, S.Bytes, S.Rights.CanRead ? "r" : "-",
           S.Rights.CanWrite ? "w" : "-", S.Rights.CanExecute ? "x" : "-");
  return Text;
}

enum class PageState : uint8_t { Absent, Zero, Own };

/// How a script ended; lies in memory that parent and child share.
struct Ending {
  bool IsDone = false;
  bool HasSignal = false;
  int Number = 0, Code = 0;
  uint64_t Address = 0;
  uint64_t Trap = 0, ErrorCode = 0;
  PageState Pages[PlaygroundPages] = {};
  uint64_t ResidentKiB = 0, DirtyKiB = 0;
  uint64_t StackBytes = 0;
  /// With a Recurse: its first push, and which of the stack's pages, counted
  /// down from its end, are there before it.
  uint64_t FirstPush = 0;
  static constexpr unsigned KnownStackPages = 64;
  bool HasStackPage[KnownStackPages] = {};
  uint64_t StackResidentKiB = 0;
  char Trouble[120] = {};
};

//===- The native side ----------------------------------------------------===//

struct MapsLine {
  uint64_t Begin = 0, End = 0;
  std::string Rights, Name;
};

std::vector<MapsLine> readMaps() {
  std::vector<MapsLine> Result;
  std::ifstream File("/proc/self/maps");
  for (std::string Line; std::getline(File, Line);) {
    MapsLine M;
    char Rights[8] = {};
    int NameAt = 0;
    sscanf(Line.c_str(), "%" SCNx64 "-%" SCNx64 " %7s %*s %*s %*s %n", &M.Begin,
           &M.End, Rights, &NameAt);
    M.Rights = Rights;
    M.Name = Line.substr(NameAt);
    Result.push_back(M);
  }
  return Result;
}

Ending *Shared;
bool IsRunning = false;

void readPages(Ending &E) {
  int File = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  uint64_t Words[PlaygroundPages] = {};
  if (pread(File, Words, sizeof Words, Playground / 4096 * 8) != sizeof Words)
    snprintf(E.Trouble, sizeof E.Trouble, "pagemap: %s", strerror(errno));
  close(File);
  // Documentation/admin-guide/mm/pagemap.rst: 63 present, 56 mapped by us only;
  // the shared zero page is nobody's.
  for (unsigned I = 0; I < PlaygroundPages; ++I)
    E.Pages[I] = !(Words[I] >> 63)    ? PageState::Absent
                 : Words[I] >> 56 & 1 ? PageState::Own
                                      : PageState::Zero;
}

void readSmaps(Ending &E) {
  std::ifstream File("/proc/self/smaps");
  bool IsOurs = false, IsStack = false;
  for (std::string Line; std::getline(File, Line);) {
    uint64_t Begin, End, KiB;
    if (sscanf(Line.c_str(), "%" SCNx64 "-%" SCNx64 " ", &Begin, &End) == 2) {
      IsOurs =
          Begin >= Playground && Begin < Playground + PlaygroundPages * 4096;
      IsStack = Line.find("[stack]") != std::string::npos;
      if (IsStack)
        E.StackBytes = End - Begin;
    } else if (IsOurs &&
               sscanf(Line.c_str(), "Rss: %" SCNu64 " kB", &KiB) == 1) {
      E.ResidentKiB += KiB;
    } else if (IsStack &&
               sscanf(Line.c_str(), "Rss: %" SCNu64 " kB", &KiB) == 1) {
      E.StackResidentKiB = KiB;
    } else if (IsOurs && (sscanf(Line.c_str(), "Private_Dirty: %" SCNu64 " kB",
                                 &KiB) == 1)) {
      E.DirtyKiB += KiB;
    }
  }
}

/// Calls itself without end. Nothing but the return addresses is pushed.
[[gnu::noinline]] void recurse(uint64_t StackEnd) {
  static uint64_t Words[Ending::KnownStackPages];
  int File = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  uint64_t First = StackEnd / 4096 - Ending::KnownStackPages;
  if (pread(File, Words, sizeof Words, static_cast<off_t>(First * 8)) !=
      sizeof Words)
    snprintf(Shared->Trouble, sizeof Shared->Trouble, "pagemap: %s",
             strerror(errno));
  close(File);
  for (unsigned I = 0; I < Ending::KnownStackPages; ++I)
    Shared->HasStackPage[I] = Words[Ending::KnownStackPages - 1 - I] >> 63;
  asm volatile("lea -8(%%rsp), %%rax\n\t"
               "mov %%rax, %0\n"
               "1: call 1b"
               : "=m"(Shared->FirstPush)::"rax", "memory");
}

[[noreturn]] void finish() {
  IsRunning = false;
  readPages(*Shared);
  readSmaps(*Shared);
  Shared->IsDone = true;
  _exit(0);
}

void onSignal(int Number, siginfo_t *Info, void *Context) {
  if (!IsRunning)
    _exit(1);
  auto *Registers = static_cast<ucontext_t *>(Context)->uc_mcontext.gregs;
  Shared->HasSignal = true;
  Shared->Number = Number;
  Shared->Code = Info->si_code;
  Shared->Address = reinterpret_cast<uint64_t>(Info->si_addr);
  Shared->Trap = Registers[REG_TRAPNO];
  Shared->ErrorCode = Registers[REG_ERR];
  finish();
}

int nativeRights(Protection P) {
  return (P.CanRead ? PROT_READ : 0) | (P.CanWrite ? PROT_WRITE : 0) |
         (P.CanExecute ? PROT_EXEC : 0);
}

void runNative(const Step &S) {
  auto *At = reinterpret_cast<char *>(S.Address);
  switch (S.What) {
  case Step::Map:
    if (mmap(At, S.Bytes, nativeRights(S.Rights),
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != At)
      snprintf(Shared->Trouble, sizeof Shared->Trouble, "mmap: %s",
               strerror(errno));
    break;
  case Step::Unmap:
    munmap(At, S.Bytes);
    break;
  case Step::Protect:
    if (mprotect(At, S.Bytes, nativeRights(S.Rights)) != 0)
      snprintf(Shared->Trouble, sizeof Shared->Trouble, "mprotect: %s",
               strerror(errno));
    break;
  case Step::Read:
    asm volatile("movb (%0), %%al" ::"r"(At) : "al", "memory");
    break;
  case Step::Write:
    asm volatile("movb %%al, (%0)" ::"r"(At) : "memory");
    break;
  case Step::Fetch:
    asm volatile("call *%0" ::"r"(At) : "memory");
    break;
  case Step::Pop:
    asm volatile("mov %0, %%rsp\n\tpop %%rax" ::"r"(At) : "rax", "memory");
    break;
  case Step::Recurse:
    recurse(S.Address);
    break;
  }
}

[[noreturn]] void child(const std::vector<Step> &Script) {
  // Small pages only; and a limit that is the same everywhere.
  prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
  rlimit Limit = {StackLimit, StackLimit};
  setrlimit(RLIMIT_STACK, &Limit);
  rlimit NoCore = {0, 0};
  setrlimit(RLIMIT_CORE, &NoCore);
  constexpr size_t Room = 1 << 18; // the handler reads /proc
  stack_t Alternate = {};
  Alternate.ss_sp = mmap(nullptr, Room, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  Alternate.ss_size = Room;
  sigaltstack(&Alternate, nullptr);
  struct sigaction Action = {};
  Action.sa_sigaction = onSignal;
  Action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &Action, nullptr);
  sigaction(SIGBUS, &Action, nullptr);
  IsRunning = true;
  for (const Step &S : Script)
    runNative(S);
  finish();
}

Ending nativeEnding(const std::vector<Step> &Script) {
  *Shared = Ending();
  pid_t Pid = fork();
  if (Pid == 0)
    child(Script);
  int Status = 0;
  waitpid(Pid, &Status, 0);
  if (!Shared->IsDone)
    snprintf(Shared->Trouble, sizeof Shared->Trouble,
             "the child ended with status %#x", Status);
  return *Shared;
}

//===- The simulated side -------------------------------------------------===//

/// A process with the areas that this one has.
ProcessPlan planLikeOurs() {
  ProcessPlan Plan = {.StackLimit = StackLimit};
  for (const MapsLine &M : readMaps()) {
    if (M.Begin >= 0x7ffffffff000)
      continue; // [vsyscall]
    Vma V = {.Begin = VirtualAddress(M.Begin),
             .End = VirtualAddress(M.End),
             .Rights = {.CanRead = M.Rights[0] == 'r',
                        .CanWrite = M.Rights[1] == 'w',
                        .CanExecute = M.Rights[2] == 'x'},
             .Name = M.Name};
    if (!M.Name.empty() && M.Name[0] == '/')
      V.FileBytes = M.End - M.Begin;
    if (M.Name == "[stack]") {
      V.Kind = VmaKind::Stack;
      V.GrowsDown = true;
    }
    Plan.Areas.push_back(V);
  }
  return Plan;
}

/// Pushes from where the native process began, on a stack with the pages that
/// it had.
std::optional<Signal> recurseSimulated(AddressSpace &Space,
                                       VirtualAddress StackEnd,
                                       const Ending &Native) {
  for (unsigned I = 0; I < Ending::KnownStackPages; ++I)
    if (Native.HasStackPage[I])
      Space.populate(StackEnd - (I + 1) * int64_t(4096));
  for (VirtualAddress Push(Native.FirstPush);; Push = Push - 8) {
    TouchResult R = Space.touch(Push, AccessType::Write, AccessSegment::Stack);
    if (!R.Found)
      return R.Faults.back().Sent;
  }
}

/// The signal that a step of the script ends with; none: it passes.
std::optional<Signal> runSimulated(AddressSpace &Space, const Step &S,
                                   const Ending &Native) {
  VirtualAddress At(S.Address);
  AccessType Type = AccessType::Read;
  AccessSegment Segment = AccessSegment::Other;
  switch (S.What) {
  case Step::Map:
    Space.mapAt({.Begin = At,
                 .End = At + static_cast<int64_t>(S.Bytes),
                 .Rights = S.Rights});
    return std::nullopt;
  case Step::Unmap:
    Space.unmap(At, S.Bytes);
    return std::nullopt;
  case Step::Protect:
    Space.protect(At, S.Bytes, S.Rights);
    return std::nullopt;
  case Step::Read:
    break;
  case Step::Write:
    Type = AccessType::Write;
    break;
  case Step::Fetch:
    Type = AccessType::Fetch;
    break;
  case Step::Pop:
    Segment = AccessSegment::Stack;
    break;
  case Step::Recurse:
    return recurseSimulated(Space, VirtualAddress(S.Address), Native);
  }
  TouchResult R = Space.touch(At, Type, Segment);
  if (R.Found)
    return std::nullopt;
  return R.Faults.back().Sent;
}

Ending simulatedEnding(const std::vector<Step> &Script, const ProcessPlan &Plan,
                       const Ending &Native) {
  SimulatedMachine Machine;
  AddressSpace Space(Machine, Plan);
  Ending E;
  for (const Step &S : Script) {
    std::optional<Signal> Sent = runSimulated(Space, S, Native);
    if (!Sent)
      continue;
    constexpr int Codes[] = {SEGV_MAPERR, SEGV_ACCERR, SI_KERNEL, BUS_ADRERR};
    E.HasSignal = true;
    E.Number = Sent->Number == SignalNumber::Segv ? SIGSEGV : SIGBUS;
    E.Code = Codes[static_cast<size_t>(Sent->Code)];
    E.Address = Sent->Address.Value;
    E.Trap = Sent->Trap;
    E.ErrorCode = Sent->ErrorCode;
    break;
  }
  for (const Vma &V : Space.areas()) {
    if (V.Kind == VmaKind::Stack) {
      E.StackBytes = V.size();
      E.StackResidentKiB = Space.residency(V).Resident * 4;
    }
    if (V.Begin.Value < Playground ||
        V.Begin.Value >= Playground + PlaygroundPages * 4096)
      continue;
    for (VirtualAddress Page = V.Begin; Page < V.End; Page = Page + 4096) {
      Residency R = Space.residency({.Begin = Page, .End = Page + 4096});
      E.Pages[(Page.Value - Playground) / 4096] = R.Resident ? PageState::Own
                                                  : R.ShowsZeroPage
                                                      ? PageState::Zero
                                                      : PageState::Absent;
      E.ResidentKiB += R.Resident * 4;
      E.DirtyKiB += R.Dirty * 4;
    }
  }
  return E;
}

//===- Comparing ----------------------------------------------------------===//

std::string difference(const Ending &Native, const Ending &Ours) {
  char Text[200] = {};
  if (Native.Trouble[0])
    return Native.Trouble;
  if (Native.HasSignal != Ours.HasSignal || Native.Number != Ours.Number ||
      Native.Code != Ours.Code || Native.Address != Ours.Address ||
      Native.Trap != Ours.Trap || Native.ErrorCode != Ours.ErrorCode) {
    snprintf(Text, sizeof Text,
             "signal %d code %d address %#" PRIx64 " trap %" PRIu64
             " error %#" PRIx64 ", ours %d %d %#" PRIx64 " %" PRIu64
             " %#" PRIx64,
             Native.Number, Native.Code, Native.Address, Native.Trap,
             Native.ErrorCode, Ours.Number, Ours.Code, Ours.Address, Ours.Trap,
             Ours.ErrorCode);
    return Text;
  }
  for (unsigned I = 0; I < PlaygroundPages; ++I)
    if (Native.Pages[I] != Ours.Pages[I])
      snprintf(Text, sizeof Text, "page %u is in state %d, ours %d", I,
               int(Native.Pages[I]), int(Ours.Pages[I]));
  if (Native.ResidentKiB != Ours.ResidentKiB)
    snprintf(Text, sizeof Text, "Rss %" PRIu64 " KiB, ours %" PRIu64,
             Native.ResidentKiB, Ours.ResidentKiB);
  if (Native.DirtyKiB != Ours.DirtyKiB)
    snprintf(Text, sizeof Text, "Private_Dirty %" PRIu64 " KiB, ours %" PRIu64,
             Native.DirtyKiB, Ours.DirtyKiB);
  if (Native.StackBytes != Ours.StackBytes)
    snprintf(Text, sizeof Text, "stack of %" PRIu64 " bytes, ours %" PRIu64,
             Native.StackBytes, Ours.StackBytes);
  if (Native.FirstPush && Native.StackResidentKiB != Ours.StackResidentKiB)
    snprintf(Text, sizeof Text, "stack's Rss %" PRIu64 " KiB, ours %" PRIu64,
             Native.StackResidentKiB, Ours.StackResidentKiB);
  return Text;
}

struct Tally {
  unsigned Compared = 0, Different = 0, Signals = 0;

  void compare(const std::string &Name, const std::vector<Step> &Script) {
    Ending Native = nativeEnding(Script);
    // Forked after this process grew its own stack: read the areas each time.
    Ending Ours = simulatedEnding(Script, planLikeOurs(), Native);
    ++Compared;
    Signals += Native.HasSignal;
    std::string Text = difference(Native, Ours);
    if (Text.empty())
      return;
    ++Different;
    fprintf(stderr, "%s: %s\n", Name.c_str(), Text.c_str());
    for (const Step &S : Script)
      fprintf(stderr, "    %s\n", describe(S).c_str());
  }
};

/// Every row of the table of what a kernel was seen to do.
void compareKnown(Tally &T) {
  using S = Step;
  const uint64_t A = Playground;
  auto Map = [&](Protection P, uint64_t Pages = 1) {
    return S{S::Map, A, Pages * 4096, P};
  };
  T.compare("NULL read", {{S::Read, 0}});
  T.compare("NULL write", {{S::Write, 8}});
  auto Rodata = reinterpret_cast<uint64_t>(Literal);
  T.compare("rodata write", {{S::Read, Rodata}, {S::Write, Rodata}});
  T.compare("read-only write, untouched", {Map(ReadOnly), {S::Write, A}});
  T.compare("read-only write after a read",
            {Map(ReadOnly), {S::Read, A}, {S::Write, A}});
  T.compare("execute data", {Map(ReadWrite), {S::Write, A}, {S::Fetch, A}});
  T.compare("execute untouched data", {Map(ReadWrite), {S::Fetch, A}});
  T.compare("PROT_NONE read", {Map(NoAccess), {S::Read, A}});
  T.compare("PROT_NONE write", {Map(NoAccess), {S::Write, A}});
  T.compare("PROT_NONE fetch", {Map(NoAccess), {S::Fetch, A}});
  T.compare("PROT_NONE after a write", {Map(ReadWrite),
                                        {S::Write, A},
                                        {S::Protect, A, 4096, NoAccess},
                                        {S::Read, A}});
  T.compare("kernel read", {{S::Read, 0xffff888000000000}});
  T.compare("kernel write", {{S::Write, 0xffffffff81000000}});
  T.compare("kernel fetch", {{S::Fetch, 0xffffffff81000000}});
  T.compare("first page that is not the program's",
            {{S::Read, 0x7ffffffff000}});
  T.compare("last page of the program's half", {{S::Read, 0x7fffffffe000}});
  T.compare("not canonical read", {{S::Read, 0x800000000000}});
  T.compare("not canonical write", {{S::Write, 0x8000000000000000}});
  T.compare("not canonical pop", {{S::Pop, 0x800000000000}});
  T.compare("zero page, then a copy", {Map(ReadWrite, 8),
                                       {S::Read, A},
                                       {S::Read, A + 4096},
                                       {S::Write, A + 4096},
                                       {S::Write, A + 8192}});
}

void compareStacks(Tally &T) {
  uint64_t Begin = 0, End = 0;
  for (const MapsLine &M : readMaps())
    if (M.Name == "[stack]")
      Begin = M.Begin, End = M.End;
  constexpr uint64_t MiB = 1 << 20;
  T.compare("stack, 2 MiB down", {{Step::Read, End - 2 * MiB}});
  T.compare("stack, 4 MiB down", {{Step::Write, End - 4 * MiB + 5}});
  T.compare("stack, 7.5 MiB down", {{Step::Write, End - 15 * MiB / 2}});
  T.compare("stack, last byte of the limit", {{Step::Write, End - 8 * MiB}});
  T.compare("stack, one byte more", {{Step::Write, End - 8 * MiB - 1}});
  T.compare("stack, 9 MiB down", {{Step::Write, End - 9 * MiB}});
  T.compare("stack, one page down", {{Step::Write, Begin - 1}});
  for (Protection Rights : {ReadWrite, ReadOnly, ReadExecute, NoAccess})
    for (uint64_t Gap : {1, 254, 255, 256, 257}) {
      uint64_t Touched = End - 2 * MiB;
      uint64_t Neighbour = Touched - (Gap + 1) * 4096;
      T.compare(
          "neighbour " + std::to_string(Gap) + " pages below the stack",
          {{Step::Map, Neighbour, 4096, Rights}, {Step::Write, Touched + 17}});
    }
}

/// The area takes the whole limit, and the fault below it is what the table
/// says: an access there, by the program, to write.
void compareRecursion(Tally &T) {
  uint64_t End = 0;
  for (const MapsLine &M : readMaps())
    if (M.Name == "[stack]")
      End = M.End;
  std::vector<Step> Script = {{Step::Recurse, End}};
  T.compare("recursion without end", Script);
  Ending E = nativeEnding(Script);
  printf("recursion without end: signal %d, address %#" PRIx64 " (%" PRId64
         " from the limit), error %#" PRIx64 ", area %" PRIu64
         " KiB, Rss %" PRIu64 " KiB\n",
         E.Number, E.Address,
         static_cast<int64_t>(E.Address - (End - StackLimit)), E.ErrorCode,
         E.StackBytes / 1024, E.StackResidentKiB);
  bool IsAsInTable = E.Number == SIGSEGV && E.ErrorCode == 6 &&
                     E.Address == End - StackLimit - 8 &&
                     E.StackBytes == StackLimit;
  if (!IsAsInTable) {
    ++T.Different;
    fprintf(stderr, "recursion without end: not what the table has\n");
  }
}

void compareRandom(Tally &T, uint64_t Seed) {
  std::mt19937_64 Random(Seed);
  // Mostly harmless, so that many scripts run to their end.
  auto RandomRights = [&] {
    constexpr Protection Others[] = {ReadOnly, ReadExecute, NoAccess};
    return Random() % 12 ? ReadWrite : Others[Random() % 3];
  };
  std::vector<Step> Script = {
      {Step::Map, Playground, PlaygroundPages * 4096, ReadWrite}};
  for (unsigned I = 0; I < 60; ++I) {
    uint64_t First = Random() % PlaygroundPages;
    uint64_t Pages =
        1 + Random() % std::min<uint64_t>(8, PlaygroundPages - First);
    uint64_t Page = Playground + First * 4096;
    uint64_t Byte = Page + Random() % 4096;
    switch (Random() % 24) {
    case 0:
      Script.push_back({Step::Unmap, Page, Pages * 4096});
      Script.push_back({Step::Map, Page, Pages * 4096, RandomRights()});
      break;
    case 1:
    case 2:
      Script.push_back({Step::Protect, Page, Pages * 4096, RandomRights()});
      break;
    case 3:
      if (Random() % 32 == 0)
        Script.push_back({Step::Fetch, Byte});
      break;
    default:
      Script.push_back({Random() % 2 ? Step::Read : Step::Write, Byte});
    }
  }
  T.compare("random script " + std::to_string(Seed), Script);
}

uint64_t vdsoBytes() {
  uint64_t Bytes = 0;
  for (const Vma &V : layOutProgram({}, "a.out", 8).Plan.Areas)
    if (V.Kind == VmaKind::Vdso)
      Bytes += V.size();
  return Bytes;
}

/// What a program without address randomisation begins with.
int compareLayout() {
  std::vector<MapsLine> Maps = readMaps();
  const MapsLine *Stack = nullptr;
  uint64_t HighestBelow = 0;
  for (const MapsLine &M : Maps)
    if (M.Name == "[stack]")
      Stack = &M;
  for (const MapsLine &M : Maps)
    if (Stack && M.End <= Stack->Begin)
      HighestBelow = M.End;
  StackPlace Place = defaultStack(8);
  Vma Area = stackArea(Place);
  int Failures = 0;
  auto Check = [&](const char *What, uint64_t Native, uint64_t Ours) {
    if (Native == Ours)
      return;
    ++Failures;
    fprintf(stderr, "%s at %#" PRIx64 ", ours %#" PRIx64 "\n", What, Native,
            Ours);
  };
  Check("stack's begin", Stack ? Stack->Begin : 0, Area.Begin.Value);
  Check("stack's end", Stack ? Stack->End : 0, Area.End.Value);
  Check("top of mmap", HighestBelow, ProcessPlan().MmapTop.Value);
  for (const MapsLine &M : Maps)
    if (!M.Name.empty() && M.Name[0] == '/') {
      Check("program", M.Begin, 0x555555554000);
      break;
    }
  for (size_t I = 1; I < Maps.size(); ++I) {
    if (Maps[I].Name == "[heap]") {
      Check("heap, behind the bss", Maps[I].Begin, Maps[I - 1].End);
    } else if (Maps[I].Name == "[vdso]") {
      Check("vdso's size", Maps[I].End - Maps[I].Begin, vdsoBytes());
      Check("area below the vdso ends", Maps[I - 1].End, Maps[I].Begin);
      if (Maps[I].Rights != "r-xp" || Maps[I - 1].Name.find("[vvar") != 0) {
        ++Failures;
        fprintf(stderr, "the vdso is %s, below it is %s\n",
                Maps[I].Rights.c_str(), Maps[I - 1].Name.c_str());
      }
    }
  }
  return Failures;
}

} // namespace

int main(int Argc, char **Argv) {
  if (Argc == 2 && strcmp(Argv[1], "--layout") == 0)
    return compareLayout() == 0 ? 0 : 1;
  unsigned Scripts = Argc > 1 ? atoi(Argv[1]) : 300;
  uint64_t Seed = Argc > 2 ? strtoull(Argv[2], nullptr, 10) : 1;
  if (int File = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC); File < 0) {
    printf("SKIPPED: /proc/self/pagemap: %s\n", strerror(errno));
    return Skipped;
  } else {
    close(File);
  }
  Shared = static_cast<Ending *>(mmap(nullptr, sizeof(Ending),
                                      PROT_READ | PROT_WRITE,
                                      MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  Tally T;
  compareKnown(T);
  compareStacks(T);
  compareRecursion(T);
  for (unsigned I = 0; I < Scripts; ++I)
    compareRandom(T, Seed + I);
  printf("%u scripts, %u ended with a signal, %u differ\n", T.Compared,
         T.Signals, T.Different);

  // Once more in a process of its own, which begins without randomisation,
  // with the standard limit and next to no environment.
  pid_t Pid = fork();
  if (Pid == 0) {
    rlimit Limit = {StackLimit, StackLimit};
    setrlimit(RLIMIT_STACK, &Limit);
    personality(ADDR_NO_RANDOMIZE);
    char Option[] = "--layout";
    char *Arguments[] = {Argv[0], Option, nullptr};
    char *Environment[] = {nullptr};
    execve("/proc/self/exe", Arguments, Environment);
    _exit(3);
  }
  int Status = 0;
  waitpid(Pid, &Status, 0);
  printf("layout without randomisation: %s\n",
         Status == 0 ? "as predicted" : "differs");
  return T.Different == 0 && Status == 0 ? 0 : 1;
}
