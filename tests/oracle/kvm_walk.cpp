// The walk against a real processor: a virtual machine runs over page tables
// that lib/Paging predicts, and each access must end as predicted: at that
// physical address and with those accessed and dirty flags, or with that
// vector, error code and CR2.
//
// Needs /dev/kvm; without it the test says SKIPPED and ends with 77. What this
// KVM's processors lack (SMEP, 1 GiB pages, ...) is left out and said so. Only
// long mode is tried: the 32-bit modes have the plain walker of the unit tests.
//
//   kvm_walk [trials] [seed]

#include "Paging/Walk.h"

#include <fcntl.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace framewalk;

namespace {

constexpr int Skipped = 77;

// The guest's physical memory. Everything below 1 MiB is ours: code, tables of
// the processor, a stack, all mapped one to one. Then come the page tables that
// are tried, and from 4 MiB on the data, where each 8 bytes tell their address.
constexpr uint64_t GuestBytes = 8 << 20;
constexpr uint64_t UserCode = 0x2000, KernelCode = 0x3000, Handlers = 0x4000,
                   Tables = 0x5000, KernelStackTop = 0x8000;
constexpr uint64_t OwnTables = 0x10000; // behind the part below 1 MiB
constexpr uint64_t TriedTables = 0x100000;
constexpr uint64_t DataBegin = 4 << 20;
constexpr unsigned FramesPerLevel = 4;

// Offsets in the code pages: each piece ends in an `out` to a port of its own.
constexpr uint64_t ReadCode = 0x00, WriteCode = 0x10, FetchCode = 0x20,
                   PopCode = 0x30;
constexpr uint8_t DonePort = 0x10, FetchedPort = 0x11, FaultPort = 0x20;
constexpr uint32_t Magic = 0x5eed1234;

constexpr uint16_t Code0 = 0x08, Data0 = 0x10, Code3 = 0x1b, Data3 = 0x23,
                   TaskState = 0x28;

// struct kvm_cpuid2 as the kernel means it: in C++ the header's own has four
// bytes too many before its array, so that its ioctl numbers are wrong, too.
struct CpuidTable {
  uint32_t Count = 0;
  uint32_t Padding = 0;
  kvm_cpuid_entry2 Entries[256] = {};
};
struct CpuidHeader {
  uint32_t Count, Padding;
};
constexpr unsigned long GetSupportedCpuid = _IOWR(KVMIO, 0x05, CpuidHeader);
constexpr unsigned long SetCpuid = _IOW(KVMIO, 0x90, CpuidHeader);

/// What the guest's processor is told to be.
struct Cpu {
  CpuidTable Cpuid;
  unsigned PhysicalBits = 36;
  bool HasGigabytePages = false, HasLa57 = false, HasSmep = false,
       HasSmap = false;
  /// Some kinds of KVM keep user code off the upper half of the addresses.
  bool HasHighHalf = true;

  bool read(int Kvm) {
    Cpuid.Count = std::size(Cpuid.Entries);
    if (ioctl(Kvm, GetSupportedCpuid, &Cpuid) < 0)
      return false;
    for (unsigned I = 0; I < Cpuid.Count; ++I) {
      const kvm_cpuid_entry2 &E = Cpuid.Entries[I];
      if (E.function == 7 && E.index == 0) {
        HasSmep = E.ebx >> 7 & 1;
        HasSmap = E.ebx >> 20 & 1;
        HasLa57 = E.ecx >> 16 & 1;
      } else if (E.function == 0x80000001) {
        HasGigabytePages = E.edx >> 26 & 1;
      } else if (E.function == 0x80000008) {
        PhysicalBits = E.eax & 0xff;
      }
    }
    return true;
  }
};

/// How one access ended.
struct Outcome {
  enum { Read, Fault, Broken } Kind = Broken;
  uint64_t Physical = 0;
  unsigned Vector = 0;
  uint32_t ErrorCode = 0;
  uint64_t Cr2 = 0;
  std::string What;
};

class Guest {
public:
  Guest(int Kvm, Cpu &C) {
    Vm = ioctl(Kvm, KVM_CREATE_VM, 0);
    if (Vm < 0)
      return;
    ioctl(Vm, KVM_SET_TSS_ADDR, 0xfffbd000);
    Memory =
        static_cast<uint8_t *>(mmap(nullptr, GuestBytes, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    kvm_userspace_memory_region Region = {
        .memory_size = GuestBytes,
        .userspace_addr = reinterpret_cast<uint64_t>(Memory)};
    if (ioctl(Vm, KVM_SET_USER_MEMORY_REGION, &Region) < 0)
      return;
    Vcpu = ioctl(Vm, KVM_CREATE_VCPU, 0);
    if (Vcpu < 0 || ioctl(Vcpu, SetCpuid, &C.Cpuid) < 0)
      return;
    RunBytes = ioctl(Kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
    Run = static_cast<kvm_run *>(
        mmap(nullptr, RunBytes, PROT_READ | PROT_WRITE, MAP_SHARED, Vcpu, 0));
    Works = Run != MAP_FAILED;
  }
  ~Guest() {
    if (Run)
      munmap(Run, RunBytes);
    if (Memory)
      munmap(Memory, GuestBytes);
    if (Vcpu >= 0)
      close(Vcpu);
    if (Vm >= 0)
      close(Vm);
  }
  Guest(const Guest &) = delete;

  bool works() const { return Works; }
  uint64_t word(uint64_t Place) const {
    uint64_t Value;
    memcpy(&Value, Memory + Place, 8);
    return Value;
  }
  void setWord(uint64_t Place, uint64_t Value) {
    memcpy(Memory + Place, &Value, 8);
  }
  uint8_t *bytes(uint64_t Place) { return Memory + Place; }

  void writeProgram() {
    for (uint64_t Code : {UserCode, KernelCode}) {
      put(Code + ReadCode, {0x8b, 0x07, 0xe6, DonePort});  // mov eax,[rdi]
      put(Code + WriteCode, {0x89, 0x07, 0xe6, DonePort}); // mov [rdi],eax
      put(Code + FetchCode, {0xff, 0xe7});                 // jmp rdi
      put(Code + PopCode, {0x58, 0xe6, DonePort});         // pop rax
    }
    for (unsigned Vector = 0; Vector < 32; ++Vector) {
      uint64_t Handler = Handlers + Vector * 16;
      put(Handler, {0xe6, static_cast<uint8_t>(FaultPort + Vector)});
      writeGate(Vector, Handler);
    }
    // Flat segments, for the kernel and for the user.
    constexpr uint64_t CodeType = 0x00af9b000000ffff,
                       DataType = 0x00cf93000000ffff, Dpl3 = uint64_t(3) << 45;
    setWord(Gdt + Code0, CodeType);
    setWord(Gdt + Data0, DataType);
    setWord(Gdt + (Code3 & ~3), CodeType | Dpl3);
    setWord(Gdt + (Data3 & ~3), DataType | Dpl3);
    setWord(Tss + 4, KernelStackTop);  // RSP0
    setWord(Tss + 36, KernelStackTop); // IST1
    // mov eax, <address>; out: serves a read and a fetch.
    for (uint64_t A = DataBegin; A < GuestBytes; A += 8)
      setWord(A, label(A));
  }

  static uint64_t label(uint64_t Address) {
    return 0xb8 | Address << 8 | uint64_t(0xe6) << 40 |
           uint64_t(FetchedPort) << 48 | uint64_t(0x90) << 56;
  }

  bool setMachine(const PagingControls &C, AccessMode Mode) {
    kvm_sregs S;
    if (ioctl(Vcpu, KVM_GET_SREGS, &S) < 0)
      return false;
    bool IsUser = Mode == AccessMode::User;
    S.cr0 = 1 | 1 << 4 | uint64_t(C.WriteProtect) << 16 | uint64_t(1) << 31;
    S.cr3 = C.Root.Value;
    S.cr4 = 1 << 5 | uint64_t(C.PageGlobal) << 7 |
            uint64_t(C.Mode == PagingMode::FiveLevel) << 12 |
            uint64_t(C.Smep) << 20 | uint64_t(C.Smap) << 21;
    S.efer = 0x500 | (C.NoExecute ? 0x800 : 0);
    S.cs = segment(IsUser ? Code3 : Code0, 11);
    S.cs.l = 1;
    S.cs.db = 0;
    S.ss = S.ds = S.es = S.fs = S.gs = segment(IsUser ? Data3 : Data0, 3);
    S.tr = segment(TaskState, 11);
    S.tr.base = Tss;
    S.tr.limit = 0x67;
    S.tr.s = 0;
    S.tr.g = 0;
    S.tr.db = 0;
    S.tr.dpl = 0;
    S.ldt = {};
    S.ldt.unusable = 1;
    S.gdt.base = Gdt;
    S.gdt.limit = 0x2f;
    S.idt.base = Idt;
    S.idt.limit = 0xfff;
    return ioctl(Vcpu, KVM_SET_SREGS, &S) == 0;
  }

  Outcome access(VirtualAddress A, MemoryAccess Access, bool AlignmentCheck) {
    bool IsUser = Access.Mode == AccessMode::User;
    bool IsPop = Access.Segment == AccessSegment::Stack;
    kvm_regs R = {};
    R.rip = (IsUser ? UserCode : KernelCode) +
            (IsPop                              ? PopCode
             : Access.Type == AccessType::Read  ? ReadCode
             : Access.Type == AccessType::Write ? WriteCode
                                                : FetchCode);
    R.rdi = A.Value;
    R.rsp = IsPop ? A.Value : KernelStackTop;
    R.rax = Magic;
    // IOPL 3: user code may use ports.
    R.rflags = 0x3002 | (AlignmentCheck ? 1 << 18 : 0);
    if (ioctl(Vcpu, KVM_SET_REGS, &R) < 0)
      return {.What = "KVM_SET_REGS"};
    if (ioctl(Vcpu, KVM_RUN, 0) < 0)
      return {.What = std::string("KVM_RUN: ") + strerror(errno)};
    if (Run->exit_reason != KVM_EXIT_IO)
      return {.What = "exit reason " + std::to_string(Run->exit_reason)};
    kvm_sregs S;
    ioctl(Vcpu, KVM_GET_REGS, &R);
    ioctl(Vcpu, KVM_GET_SREGS, &S);
    Outcome Result;
    unsigned Port = Run->io.port;
    if (Port >= FaultPort) {
      Result.Kind = Outcome::Fault;
      Result.Vector = Port - FaultPort;
      Result.ErrorCode = static_cast<uint32_t>(word(R.rsp));
      Result.Cr2 = S.cr2;
    } else if (Access.Type == AccessType::Write) {
      Result.Kind = Outcome::Read;
    } else {
      Result.Kind = Outcome::Read;
      // A read finds the whole word, a fetch ran its `mov eax`.
      Result.Physical =
          Port == FetchedPort ? R.rax & 0xffffff : R.rax >> 8 & 0xffffff;
    }
    return Result;
  }

private:
  static constexpr uint64_t Gdt = Tables, Tss = Tables + 0x100,
                            Idt = Tables + 0x1000;

  void put(uint64_t Place, std::initializer_list<uint8_t> Bytes) {
    std::copy(Bytes.begin(), Bytes.end(), Memory + Place);
  }
  void writeGate(unsigned Vector, uint64_t Handler) {
    // SDM 6.14.1: a 64-bit interrupt gate, on IST1.
    setWord(Idt + Vector * 16, (Handler & 0xffff) | uint64_t(Code0) << 16 |
                                   uint64_t(1) << 32 | uint64_t(0x8e) << 40 |
                                   (Handler >> 16 & 0xffff) << 48);
    setWord(Idt + Vector * 16 + 8, Handler >> 32);
  }
  static kvm_segment segment(uint16_t Selector, uint8_t Type) {
    kvm_segment S = {};
    S.limit = 0xffffffff;
    S.selector = Selector;
    S.type = Type;
    S.present = 1;
    S.dpl = Selector & 3;
    S.db = 1;
    S.s = 1;
    S.g = 1;
    return S;
  }

  int Vm = -1, Vcpu = -1;
  uint8_t *Memory = nullptr; ///< the guest's
  kvm_run *Run = nullptr;
  size_t RunBytes = 0;
  bool Works = false;
};

/// Random tables in our memory: a few frames per level, full of entries.
class Tried {
public:
  Tried(PagingMode Mode, const Cpu &C, uint64_t Seed)
      : Random(Seed), HasHighHalf(C.HasHighHalf), Format(formatOf(Mode)) {
    Controls = {.Mode = Mode,
                .Root = PhysicalAddress(rootPlace()),
                .WriteProtect = !oneIn(3),
                .NoExecute = !oneIn(3),
                .PageGlobal = oneIn(2),
                .Smep = C.HasSmep && oneIn(2),
                .Smap = C.HasSmap && oneIn(2),
                .GigabytePages = C.HasGigabytePages,
                .PhysicalBits = C.PhysicalBits};
    for (unsigned Level = 1; Level <= Format.Levels; ++Level)
      for (unsigned I = 0; I < FramesPerLevel; ++I)
        fill(Level, frameOf(Level, I));
    mapOwnPart();
  }

  PagingControls Controls;
  PhysicalMemory Memory;

  bool oneIn(unsigned N) { return Random() % N == 0; }

  /// One page of data that everybody may read, in the upper half.
  VirtualAddress mapHighPage() {
    unsigned Index = Format.level(Format.Levels).entries() / 2;
    uint64_t Table = rootPlace(), Place = OwnTables + 0x10000;
    for (unsigned Level = Format.Levels; Level > 1; --Level) {
      store(Table, Index, Place | 7);
      Table = Place;
      Place += 4096;
      Index = 0;
    }
    store(Table, 0, DataBegin | 7);
    return VirtualAddress(bits(63, Format.LinearBits - 1));
  }

  VirtualAddress address() {
    uint64_t A = Random() & bits(Format.LinearBits - 1, 0) & ~uint64_t(7);
    // A gigabyte page shows the data only in these bytes.
    if (oneIn(2))
      A = (A & ~bits(29, 23)) | bit(22);
    if (!HasHighHalf)
      A &= ~bit(Format.LinearBits - 1);
    if (A >> (Format.LinearBits - 1))
      A |= bits(63, Format.LinearBits);
    if (oneIn(25)) // not canonical
      A ^= bit(Format.LinearBits + Random() % (64 - Format.LinearBits));
    return VirtualAddress(A);
  }

  MemoryAccess access() {
    constexpr AccessType Types[] = {AccessType::Read, AccessType::Write,
                                    AccessType::Fetch};
    MemoryAccess A = {.Type = Types[Random() % 3],
                      .Mode =
                          oneIn(2) ? AccessMode::User : AccessMode::Supervisor};
    if (A.Type == AccessType::Read && oneIn(6))
      A.Segment = AccessSegment::Stack;
    return A;
  }

private:
  uint64_t frameOf(unsigned Level, unsigned I) const {
    return TriedTables + ((Level - 1) * FramesPerLevel + I) * 4096;
  }
  uint64_t rootPlace() const { return frameOf(Format.Levels, 0); }

  void store(uint64_t Table, unsigned Index, uint64_t Entry) {
    Memory.write64(PhysicalAddress(Table + 8 * Index), Entry);
  }

  void fill(unsigned Level, uint64_t Table) {
    for (unsigned I = 0; I < Format.level(Level).entries(); ++I)
      store(Table, I, entry(Level));
  }

  uint64_t entry(unsigned Level) {
    const LevelFormat &L = Format.level(Level);
    bool IsPage = Level == 1;
    uint64_t E = 0;
    if (Level == 2 || Level == 3) {
      if (oneIn(4)) {
        E |= entry::PageSize;
        // Without gigabyte pages the bit is reserved.
        IsPage = Level == 2 || Controls.GigabytePages;
      }
    } else if (Level > 3 && oneIn(25)) {
      E |= entry::PageSize;
    }
    E |= IsPage ? pageFrame(L) : frameOf(Level - 1, Random() % FramesPerLevel);
    for (unsigned Bit : {0, 1, 2})
      if (!oneIn(10))
        E |= bit(Bit);
    for (unsigned Bit : {5, 9, 10, 11})
      if (oneIn(2))
        E |= bit(Bit);
    if (IsPage)
      for (unsigned Bit : {6, 8})
        if (oneIn(2))
          E |= bit(Bit);
    if (IsPage && Level > 1 && oneIn(12))
      E |= bit(13 + Random() % (L.Shift - 13));
    if (Controls.PhysicalBits < 52 && oneIn(25))
      E |= bit(Controls.PhysicalBits + Random() % (52 - Controls.PhysicalBits));
    if (oneIn(Controls.NoExecute ? 6 : 30))
      E |= bit(63);
    return E;
  }

  /// A frame in the data, aligned as the page wants it.
  uint64_t pageFrame(const LevelFormat &L) {
    uint64_t Size = L.pageSize();
    if (Size > DataBegin)
      return 0; // a gigabyte: the data is inside
    return DataBegin + Random() % ((GuestBytes - DataBegin) / Size) * Size;
  }

  /// The first megabyte one to one, through entries 0 of tables of their own;
  /// the kernel's except for one page of code.
  void mapOwnPart() {
    constexpr uint64_t All = entry::Present | entry::Writable | entry::User |
                             entry::Accessed | entry::Dirty;
    uint64_t Place = OwnTables;
    uint64_t Table = rootPlace();
    for (unsigned Level = Format.Levels; Level > 1; --Level) {
      store(Table, 0, Place | (All & ~entry::Dirty));
      Table = Place;
      Place += 4096;
    }
    for (unsigned I = 0; I < 256; ++I)
      store(Table, I,
            uint64_t(I) << 12 |
                (I * 4096 == UserCode ? All : All & ~entry::User));
  }

  std::mt19937_64 Random;
  const bool HasHighHalf;
  const PagingFormat &Format;
};

class Comparison {
public:
  Comparison(int Kvm, Cpu &C) : Kvm(Kvm), Processor(C) {}

  /// Some accesses over one set of tables, in a machine of their own: a real
  /// processor's caches survive what the host writes into the tables.
  bool run(PagingMode Mode, uint64_t Seed, unsigned Trials) {
    Tried T(Mode, Processor, Seed);
    Guest G(Kvm, Processor);
    if (!G.works())
      return fail("cannot make a virtual machine: " +
                  std::string(strerror(errno)));
    prepare(T, G);
    for (unsigned I = 0; I < Trials; ++I)
      if (!tryOne(T, G))
        return fail("mode " + std::string(formatOf(Mode).Name) + ", seed " +
                    std::to_string(Seed) + ", trial " + std::to_string(I));
    return true;
  }

  /// Whether a page in the upper half, mapped for everybody, can be read.
  bool findsHighHalf() {
    Tried T(PagingMode::FourLevel, Processor, 0);
    VirtualAddress High = T.mapHighPage();
    Guest G(Kvm, Processor);
    if (!G.works())
      return false;
    prepare(T, G);
    MemoryAccess Access = {.Type = AccessType::Read, .Mode = AccessMode::User};
    return G.setMachine(T.Controls, Access.Mode) &&
           G.access(High, Access, false).Physical == DataBegin;
  }

  void print() const {
    for (const auto &[Name, Count] : Seen)
      printf("  %-44s %8llu\n", Name.c_str(),
             static_cast<unsigned long long>(Count));
  }
  uint64_t total() const { return Total; }

private:
  static void prepare(const Tried &T, Guest &G) {
    G.writeProgram();
    T.Memory.forEachFrame([&](PhysicalAddress A, const auto &Words) {
      memcpy(G.bytes(A.Value), Words.data(), 4096);
    });
  }

  static bool fail(const std::string &Message) {
    fprintf(stderr, "%s\n", Message.c_str());
    return false;
  }

  /// Whether the guest can tell where it ended: in the data, or not at all.
  static bool canBeTried(const WalkResult &W, VirtualAddress A,
                         PagingMode Mode) {
    if (formatOf(Mode).level(formatOf(Mode).Levels).indexOf(A) == 0 &&
        isCanonical(Mode, A))
      return false; // our own part
    if (W.isFault())
      return true;
    uint64_t P = W.translation().Physical.Value;
    return P >= DataBegin && P < GuestBytes;
  }

  bool tryOne(Tried &T, Guest &G) {
    PagingMode Mode = T.Controls.Mode;
    MemoryAccess Access;
    VirtualAddress A;
    std::optional<WalkResult> Ours;
    std::optional<PagingContext> Context;
    do {
      T.Controls.AlignmentCheck = T.oneIn(2);
      Context = PagingContext::create(T.Controls, T.Memory);
      A = T.address();
      Access = T.access();
      Ours = walk(T.Memory, *Context, A, Access);
    } while (!canBeTried(*Ours, A, Mode));

    if (!G.setMachine(T.Controls, Access.Mode))
      return fail("KVM_SET_SREGS refuses");
    Outcome Theirs = G.access(A, Access, T.Controls.AlignmentCheck);
    ++Total;
    std::string Different =
        Theirs.Kind == Outcome::Broken ? "broken: " + Theirs.What
        : Ours->isFault()
            ? compareFault(*Ours, Theirs)
            : compareSuccess(T, G, *Context, *Ours, Theirs, Access);
    if (!Different.empty()) {
      char Text[200];
      snprintf(Text, sizeof Text,
               "%s: address %#llx, type %d, mode %d, stack %d",
               Different.c_str(), static_cast<unsigned long long>(A.Value),
               int(Access.Type), int(Access.Mode), int(Access.Segment));
      return fail(Text);
    }
    count(Mode, *Ours);
    return compareTables(T, G, *Ours);
  }

  static std::string compareFault(const WalkResult &Ours,
                                  const Outcome &Theirs) {
    if (Theirs.Kind != Outcome::Fault)
      return "we fault, the processor does not";
    const TranslationFault &F = Ours.fault();
    if (Theirs.Vector != static_cast<unsigned>(F.Vector))
      return "vector " + std::to_string(Theirs.Vector) + ", ours " +
             std::to_string(unsigned(F.Vector));
    if (Theirs.ErrorCode != F.ErrorCode)
      return "error code " + std::to_string(Theirs.ErrorCode) + ", ours " +
             std::to_string(F.ErrorCode);
    if (F.Cr2 && Theirs.Cr2 != F.Cr2->Value)
      return "CR2";
    return "";
  }

  static std::string compareSuccess(Tried &T, Guest &G,
                                    const PagingContext &Context,
                                    const WalkResult &Ours,
                                    const Outcome &Theirs,
                                    MemoryAccess Access) {
    if (Theirs.Kind == Outcome::Fault)
      return "the processor faults (vector " + std::to_string(Theirs.Vector) +
             ", error " + std::to_string(Theirs.ErrorCode) + "), we do not";
    commit(T.Memory, Context, Ours);
    uint64_t Place = Ours.translation().Physical.Value;
    if (Access.Type != AccessType::Write)
      return Theirs.Physical == Place ? "" : "physical address";
    bool IsThere = static_cast<uint32_t>(G.word(Place)) == Magic;
    G.setWord(Place, Guest::label(Place));
    return IsThere ? "" : "the store went elsewhere";
  }

  /// The entries that a walk went through, if it succeeded, are bit for bit
  /// ours. Elsewhere, and after faults, the processor may have set accessed
  /// flags (speculation, SDM 4.8), which we take over; nothing else may change.
  static bool compareTables(Tried &T, Guest &G, const WalkResult &Ours) {
    std::vector<std::pair<PhysicalAddress, uint64_t>> Changed;
    T.Memory.forEachFrame([&](PhysicalAddress A, const auto &Words) {
      for (unsigned I = 0; I < Words.size(); ++I)
        if (uint64_t Word = G.word(A.Value + 8 * I); Word != Words[I])
          Changed.emplace_back(A + 8 * I, Word);
    });
    for (auto [Place, Word] : Changed) {
      bool IsOnTheWay = false;
      for (const WalkStep &S : Ours.steps())
        IsOnTheWay |= !Ours.isFault() && S.Table + 8 * S.Index == Place;
      if (IsOnTheWay || (T.Memory.read64(Place) | entry::Accessed) != Word) {
        fprintf(stderr, "entry at %#llx is %#llx, ours %#llx\n",
                static_cast<unsigned long long>(Place.Value),
                static_cast<unsigned long long>(Word),
                static_cast<unsigned long long>(T.Memory.read64(Place)));
        return false;
      }
      T.Memory.write64(Place, Word);
    }
    return true;
  }

  void count(PagingMode Mode, const WalkResult &W) {
    std::string Name(formatOf(Mode).Name);
    if (!W.isFault()) {
      ++Seen[Name + ", page of " +
             std::to_string(W.translation().pageSize() >> 10) + " KiB"];
      return;
    }
    char Text[80];
    snprintf(Text, sizeof Text, "%s, vector %u, error code %#x", Name.c_str(),
             unsigned(W.fault().Vector), W.fault().ErrorCode);
    ++Seen[Text];
  }

  int Kvm;
  Cpu &Processor;
  uint64_t Total = 0;
  std::map<std::string, uint64_t> Seen;
};

} // namespace

int main(int Argc, char **Argv) {
  uint64_t Trials = Argc > 1 ? strtoull(Argv[1], nullptr, 10) : 12000;
  uint64_t Seed = Argc > 2 ? strtoull(Argv[2], nullptr, 10) : 1;
  int Kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
  if (Kvm < 0) {
    printf("SKIPPED: /dev/kvm: %s\n", strerror(errno));
    return Skipped;
  }
  Cpu C;
  if (!C.read(Kvm)) {
    printf("SKIPPED: KVM_GET_SUPPORTED_CPUID: %s\n", strerror(errno));
    return Skipped;
  }
  Comparison All(Kvm, C);
  C.HasHighHalf = All.findsHighHalf();
  printf("upper half %d, MAXPHYADDR %u, SMEP %d, SMAP %d, 1 GiB pages %d, LA57 "
         "%d\n",
         C.HasHighHalf, C.PhysicalBits, C.HasSmep, C.HasSmap,
         C.HasGigabytePages, C.HasLa57);
  std::vector<PagingMode> Modes = {PagingMode::FourLevel};
  if (C.HasLa57)
    Modes.push_back(PagingMode::FiveLevel);
  constexpr unsigned PerMachine = 40;
  for (uint64_t Round = 0; All.total() < Trials; ++Round)
    if (!All.run(Modes[Round % Modes.size()], Seed + Round, PerMachine)) {
      fprintf(stderr, "after %llu equal trials\n",
              static_cast<unsigned long long>(All.total()));
      return 1;
    }
  printf("%llu trials, no mismatch\n",
         static_cast<unsigned long long>(All.total()));
  All.print();
  return 0;
}
