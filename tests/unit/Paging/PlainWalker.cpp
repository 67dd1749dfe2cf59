#include "Paging/PlainWalker.h"

namespace framewalk::test {

namespace {

struct Plain {
  const PhysicalMemory &Memory;
  const PlainMachine &M;
  const uint64_t Address;
  const PlainAccess &Access;

  struct Read {
    uint64_t Place, Entry;
    bool HasFlags; // accessed flag exists
  };
  std::vector<Read> Path;
  PlainResult Result;

  static bool isSet(uint64_t Entry, int N) { return (Entry >> N) % 2 == 1; }

  bool anySet(uint64_t Entry, int High, int Low) {
    for (int N = Low; N <= High; ++N)
      if (isSet(Entry, N))
        return true;
    return false;
  }

  uint64_t load(uint64_t Place, int Bytes, bool HasFlags = true) {
    uint64_t Entry = Bytes == 8 ? Memory.read64(PhysicalAddress(Place))
                                : Memory.read32(PhysicalAddress(Place));
    Path.push_back({Place, Entry, HasFlags});
    return Entry;
  }

  // "An access may cause a page fault for one of two reasons: there is no
  // translation, or there is one whose access rights do not permit it."
  void pageFault(bool P, bool Rsvd) {
    Result.Vector = 14;
    if (P)
      Result.ErrorCode += 1;
    if (Access.IsWrite)
      Result.ErrorCode += 2;
    if (Access.IsUser)
      Result.ErrorCode += 4;
    if (Rsvd)
      Result.ErrorCode += 8;
    if (Access.IsFetch && ((M.NXE && M.Levels != 2) || M.SMEP))
      Result.ErrorCode += 16;
  }

  bool present(uint64_t Entry) {
    if (isSet(Entry, 0))
      return true;
    pageFault(false, false);
    return false;
  }

  // Reserved bits that all 64-bit entries share. Top is 51 in 4- and 5-level
  // paging, 62 in PAE.
  bool sane(uint64_t Entry, int Top) {
    if (anySet(Entry, Top, M.MaxPhysAddr) || (isSet(Entry, 63) && !M.NXE)) {
      pageFault(true, true);
      return false;
    }
    return true;
  }

  bool reserved(bool IsBroken) {
    if (IsBroken)
      pageFault(true, true);
    return IsBroken;
  }

  bool permitted(bool Writable, bool UserPage, bool NoExecute) {
    if (Access.IsUser) {
      if (!UserPage)
        return false;
      if (Access.IsWrite)
        return Writable;
      if (Access.IsFetch)
        return !NoExecute;
      return true;
    }
    if (Access.IsFetch) {
      if (UserPage && M.SMEP)
        return false;
      return !NoExecute;
    }
    if (UserPage && M.SMAP) {
      if (Access.IsImplicit)
        return false;
      if (!M.AC)
        return false;
    }
    if (Access.IsWrite && M.WP)
      return Writable;
    return true;
  }

  // The end of every path: rights, flags, address. Which of the entries read
  // carry rights is told by HasFlags (PAE's PDPTEs do not).
  void leaf(uint64_t Base, uint64_t Size) {
    bool Writable = true, UserPage = true, NoExecute = false;
    for (const Read &R : Path) {
      if (!R.HasFlags)
        continue;
      Writable = Writable && isSet(R.Entry, 1);
      UserPage = UserPage && isSet(R.Entry, 2);
      NoExecute = NoExecute || isSet(R.Entry, 63);
    }
    if (!permitted(Writable, UserPage, NoExecute)) {
      pageFault(true, false);
      return;
    }
    for (size_t I = 0; I < Path.size(); ++I) {
      uint64_t New = Path[I].Entry;
      if (Path[I].HasFlags && !isSet(New, 5))
        New += 32;
      if (I + 1 == Path.size() && Access.IsWrite && !isSet(New, 6))
        New += 64;
      if (New != Path[I].Entry)
        Result.Stores.push_back({Path[I].Place, New});
    }
    Result.Physical = Base + Address % Size;
    Result.PageSize = Size;
    Result.Global = M.PGE && isSet(Path.back().Entry, 8);
  }

  static uint64_t field(uint64_t Value, int High, int Low) {
    uint64_t Sum = 0;
    for (int N = Low; N <= High; ++N)
      if (isSet(Value, N))
        Sum += uint64_t(1) << N;
    return Sum;
  }

  void pageTable(uint64_t Table, int Top) {
    uint64_t Pte = load(Table + (Address >> 12) % 512 * 8, 8);
    if (present(Pte) && sane(Pte, Top))
      leaf(field(Pte, 51, 12), 4096);
  }

  void pageDirectory(uint64_t Table, int Top) {
    uint64_t Pde = load(Table + (Address >> 21) % 512 * 8, 8);
    if (!present(Pde) || !sane(Pde, Top))
      return;
    if (!isSet(Pde, 7))
      return pageTable(field(Pde, 51, 12), Top);
    if (!reserved(anySet(Pde, 20, 13)))
      leaf(field(Pde, 51, 21), 2097152);
  }

  void pdpt(uint64_t Table) {
    uint64_t Pdpte = load(Table + (Address >> 30) % 512 * 8, 8);
    if (!present(Pdpte) || !sane(Pdpte, 51))
      return;
    if (!isSet(Pdpte, 7))
      return pageDirectory(field(Pdpte, 51, 12), 51);
    if (!reserved(!M.Page1GB || anySet(Pdpte, 29, 13)))
      leaf(field(Pdpte, 51, 30), 1073741824);
  }

  void pml4(uint64_t Table) {
    uint64_t Entry = load(Table + (Address >> 39) % 512 * 8, 8);
    if (present(Entry) && sane(Entry, 51) && !reserved(isSet(Entry, 7)))
      pdpt(field(Entry, 51, 12));
  }

  void pml5(uint64_t Table) {
    uint64_t Entry = load(Table + (Address >> 48) % 512 * 8, 8);
    if (present(Entry) && sane(Entry, 51) && !reserved(isSet(Entry, 7)))
      pml4(field(Entry, 51, 12));
  }

  void pae() {
    uint64_t Pdpte =
        load(field(M.Cr3, 31, 5) + (Address >> 30) % 4 * 8, 8, false);
    if (present(Pdpte))
      pageDirectory(field(Pdpte, 51, 12), 62);
  }

  void thirtyTwo() {
    uint64_t Pde = load(field(M.Cr3, 31, 12) + (Address >> 22) % 1024 * 4, 4);
    if (!present(Pde))
      return;
    if (!(isSet(Pde, 7) && M.PSE)) {
      uint64_t Pte = load(field(Pde, 31, 12) + (Address >> 12) % 1024 * 4, 4);
      if (present(Pte))
        leaf(field(Pte, 31, 12), 4096);
      return;
    }
    // "M is the minimum of 40 and MAXPHYADDR"; bits (M-20):13 are bits
    // (M-1):32 of the address, bits 21:(M-19) are reserved.
    int Bits = M.MaxPhysAddr < 40 ? M.MaxPhysAddr : 40;
    if (reserved(anySet(Pde, 21, Bits - 19)))
      return;
    uint64_t Base = field(Pde, 31, 22);
    for (int N = 13; N <= Bits - 20; ++N)
      if (isSet(Pde, N))
        Base += uint64_t(1) << (N - 13 + 32);
    leaf(Base, 4194304);
  }

  void run() {
    if (M.Levels == 2)
      return thirtyTwo();
    if (M.Levels == 3)
      return pae();
    int Highest = M.Levels == 5 ? 56 : 47;
    for (int N = Highest; N <= 63; ++N)
      if (isSet(Address, N) != isSet(Address, Highest)) {
        Result.Vector = 13;
        return;
      }
    if (M.Levels == 5)
      pml5(field(M.Cr3, 51, 12));
    else
      pml4(field(M.Cr3, 51, 12));
  }
};

} // namespace

PlainResult plainWalk(const PhysicalMemory &Memory, const PlainMachine &Machine,
                      uint64_t Address, const PlainAccess &Access) {
  Plain P{Memory, Machine, Address, Access, {}, {}};
  P.run();
  return P.Result;
}

} // namespace framewalk::test
