// lib/Simulation's malloc against glibc's: heap_program.c calls malloc, calloc,
// realloc, aligned_alloc, valloc and free in a random order, without address
// randomisation; the model does the same in a process with the same areas.
// After each call the pointer, malloc_usable_size(), the break and the number
// of resident heap pages must be the same, as 64-bit and as 32-bit program.
//
//   heap_model COMPILER heap_program.c [programs] [seed]
//
// Says SKIPPED and ends with 77 where this machine's C library is not one that
// the model follows, or without a compiler. Without 32-bit libraries that half
// is left out, and the output says so.

#include "Simulation/HeapModel.h"

#include <gnu/libc-version.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

using namespace framewalk;

namespace {

constexpr int Skipped = 77;

struct Tally {
  uint64_t Programs = 0, Calls = 0, Mapped = 0, Different = 0;
};

/// A program's standard output, line by line.
class Output {
public:
  /// Runs it without randomisation, tunables and environment.
  explicit Output(std::vector<std::string> Command) {
    int Ends[2];
    if (pipe(Ends) != 0)
      return;
    Pid = fork();
    if (Pid == 0) {
      dup2(Ends[1], 1);
      close(Ends[0]);
      if (personality(ADDR_NO_RANDOMIZE) < 0)
        _exit(4);
      std::vector<char *> Arguments;
      for (std::string &Each : Command)
        Arguments.push_back(Each.data());
      Arguments.push_back(nullptr);
      char *Environment[] = {nullptr};
      execve(Arguments[0], Arguments.data(), Environment);
      _exit(5);
    }
    close(Ends[1]);
    File = fdopen(Ends[0], "r");
  }
  ~Output() { finish(); }

  bool next(char (&Line)[512]) {
    return File && fgets(Line, sizeof Line, File);
  }
  /// Its exit code; -1 where it had none.
  int finish() {
    if (File)
      fclose(File);
    File = nullptr;
    int Status = -1;
    if (Pid > 0)
      waitpid(Pid, &Status, 0);
    Pid = -1;
    return WIFEXITED(Status) ? WEXITSTATUS(Status) : -1;
  }

private:
  FILE *File = nullptr;
  pid_t Pid = -1;
};

/// A line of /proc/self/maps.
std::optional<Vma> parseArea(const char *Line) {
  uint64_t Begin = 0, End = 0;
  char Rights[5] = {};
  if (sscanf(Line, "%" SCNx64 "-%" SCNx64 " %4s", &Begin, &End, Rights) != 3 ||
      End > 0x7ffffffff000)
    return std::nullopt;
  Vma V = {.Begin = VirtualAddress(Begin),
           .End = VirtualAddress(End),
           .Rights = {.CanRead = Rights[0] == 'r',
                      .CanWrite = Rights[1] == 'w',
                      .CanExecute = Rights[2] == 'x'}};
  if (strstr(Line, "[stack]")) {
    V.Kind = VmaKind::Stack;
    V.GrowsDown = true;
  }
  return V;
}

struct Call {
  char What[20] = {};
  uint64_t Old = 0, Bytes = 0, Align = 0, Result = 0, Usable = 0, Break = 0;
  uint64_t Resident = 0;
};

std::optional<Call> parseCall(const char *Line) {
  Call C;
  if (sscanf(Line,
             "%19s %" SCNx64 " %" SCNu64 " %" SCNu64 " = %" SCNx64
             " usable %" SCNu64 " break %" SCNx64 " resident %" SCNu64,
             C.What, &C.Old, &C.Bytes, &C.Align, &C.Result, &C.Usable, &C.Break,
             &C.Resident) != 8)
    return std::nullopt;
  return C;
}

std::optional<VirtualAddress> run(HeapModel &Heap, const Call &C) {
  std::string What = C.What;
  if (What == "free") {
    if (!Heap.release(VirtualAddress(C.Old)))
      fprintf(stderr, "    the model has no block at %#" PRIx64 "\n", C.Old);
    return std::nullopt;
  }
  if (What == "realloc")
    return Heap.reallocate(VirtualAddress(C.Old), C.Bytes);
  if (What == "calloc")
    return Heap.allocateZeroed(C.Bytes);
  return Heap.allocate(C.Bytes, C.Align);
}

/// One process next to the model.
class Comparison {
public:
  Comparison(Tally &T, std::string Name) : T(T), Name(std::move(Name)) {}

  /// False: they are no longer alike, or the line is not one of the program's.
  bool take(const char *Line) {
    uint64_t Break = 0;
    unsigned PointerSize = 0;
    if (sscanf(Line, "begin %" SCNx64 " %u", &Break, &PointerSize) == 2) {
      start(VirtualAddress(Break), PointerSize);
      return true;
    }
    if (!Heap) {
      if (std::optional<Vma> V = parseArea(Line))
        Plan.Areas.push_back(*V);
      return true;
    }
    Last = Line;
    std::optional<Call> C = parseCall(Line);
    return C && compare(*C);
  }
  bool isAlike() const { return Alike && Heap; }

private:
  void start(VirtualAddress Break, unsigned PointerSize) {
    Plan.PointerSize = PointerSize;
    Plan.HeapBegin = Break;
    for (const Vma &V : Plan.Areas)
      if (V.Kind != VmaKind::Stack)
        Plan.MmapTop = V.End;
    Space.emplace(Machine, Plan);
    Heap.emplace(*Space);
  }

  bool compare(const Call &C) {
    ++T.Calls;
    ++Number;
    std::optional<VirtualAddress> Ours = run(*Heap, C);
    if (!check(C.What, C.Result, Ours ? Ours->Value : 0))
      return false;
    if (!check("break", C.Break, Space->currentBreak().Value) ||
        !check("resident pages", C.Resident, residentPages()))
      return false;
    if (C.Result == 0)
      return true;
    std::optional<HeapBlock> Block = Heap->block(*Ours);
    T.Mapped += Block && Block->IsMapped;
    return check("usable bytes", C.Usable, Block ? Block->UsableBytes : 0) &&
           check("exact", 1, Heap->isExact());
  }

  uint64_t residentPages() const {
    uint64_t Pages = 0;
    for (const Vma &V : Space->areas())
      if (V.Kind == VmaKind::Heap)
        Pages += Space->residency(V).Resident;
    return Pages;
  }

  bool check(const char *What, uint64_t Native, uint64_t Ours) {
    if (Native == Ours)
      return true;
    Alike = false;
    fprintf(stderr, "after %s", Last.c_str());
    fprintf(stderr,
            "%s, call %" PRIu64 ": %s %#" PRIx64 ", ours %#" PRIx64 "\n",
            Name.c_str(), Number, What, Native, Ours);
    return false;
  }

  Tally &T;
  std::string Name;
  uint64_t Number = 0;
  std::string Last;
  bool Alike = true;
  ProcessPlan Plan;
  SimulatedMachine Machine;
  std::optional<AddressSpace> Space;
  std::optional<HeapModel> Heap;
};

void compareProgram(Tally &T, const std::string &Program, uint64_t Seed,
                    unsigned Calls, uint64_t Largest) {
  std::vector<std::string> Command = {Program, std::to_string(Seed),
                                      std::to_string(Calls),
                                      std::to_string(Largest)};
  Output Native(Command);
  Comparison C(T, Program + " " + Command[1] + " " + Command[2] + " " +
                      Command[3]);
  char Line[512];
  bool IsAlike = true;
  while (IsAlike && Native.next(Line))
    IsAlike = C.take(Line);
  if (IsAlike && Native.finish() != 0) {
    fprintf(stderr, "%s did not run to its end\n", Program.c_str());
    IsAlike = false;
  }
  ++T.Programs;
  T.Different += !(IsAlike && C.isAlike());
}

bool build(const std::string &Compiler, const std::string &Source,
           const std::string &Program, const char *Flags) {
  std::string Command = Compiler + " -O1 -fno-builtin " + Flags + " -o " +
                        Program + " " + Source + " 2>/dev/null";
  return system(Command.c_str()) == 0;
}

bool isFollowed(const std::string &Version) {
  return Version == "2.36" || Version == "2.37";
}

} // namespace

int main(int Argc, char **Argv) {
  if (Argc < 3)
    return 2;
  unsigned Programs = Argc > 3 ? atoi(Argv[3]) : 150;
  uint64_t Seed = Argc > 4 ? strtoull(Argv[4], nullptr, 10) : 1;
  if (!isFollowed(gnu_get_libc_version())) {
    printf("SKIPPED: the model follows glibc 2.36, this is %s\n",
           gnu_get_libc_version());
    return Skipped;
  }
  if (access("/proc/self/pagemap", R_OK) != 0 ||
      personality(ADDR_NO_RANDOMIZE) < 0) {
    printf("SKIPPED: no /proc/self/pagemap, or randomisation stays on: %s\n",
           strerror(errno));
    return Skipped;
  }
  char Folder[] = "/tmp/heap_model.XXXXXX";
  if (!mkdtemp(Folder))
    return 2;
  int Failures = 0, Ran = 0;
  for (const char *Flags : {"-m64", "-m32"}) {
    std::string Program = std::string(Folder) + "/heap" + Flags;
    if (!build(Argv[1], Argv[2], Program, Flags)) {
      printf("SKIPPED %s: %s cannot build such programs here\n", Flags,
             Argv[1]);
      continue;
    }
    ++Ran;
    Tally T;
    for (unsigned I = 0; I < Programs; ++I) {
      constexpr uint64_t Largest[] = {1000, 20000, 200000, 3000000, 60000000};
      compareProgram(T, Program, Seed + I, 20u << (I % 7), Largest[I % 5]);
    }
    printf("%s: %" PRIu64 " programs, %" PRIu64 " calls, %" PRIu64
           " blocks with a mapping of their own, %" PRIu64 " programs differ\n",
           Flags, T.Programs, T.Calls, T.Mapped, T.Different);
    Failures += T.Different != 0;
    unlink(Program.c_str());
  }
  rmdir(Folder);
  return Failures ? 1 : Ran ? 0 : Skipped;
}
