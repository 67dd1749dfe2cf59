//===- PagingContext.h - The registers that steer a translation -----------===//
#pragma once

#include "Paging/PagingMode.h"

#include <array>
#include <optional>

namespace framewalk {

class PhysicalMemory;

/// What the control registers and the CPU's model say about paging. Each member
/// is the bit that the manual names.
struct PagingControls {
  PagingMode Mode = PagingMode::FourLevel;
  /// CR3: the physical address of the top table.
  PhysicalAddress Root;
  bool WriteProtect = true;       ///< CR0.WP: supervisor writes obey R/W
  bool NoExecute = true;          ///< EFER.NXE; without effect in 2-level mode
  bool PageGlobal = true;         ///< CR4.PGE
  bool Smep = true;               ///< CR4.SMEP
  bool Smap = true;               ///< CR4.SMAP
  bool PageSizeExtensions = true; ///< CR4.PSE; 2-level mode only
  bool AlignmentCheck = false; ///< EFLAGS.AC: lifts SMAP for explicit accesses
  bool GigabytePages = true;   ///< CPUID.80000001H:EDX.Page1GB
  unsigned PhysicalBits = 46;  ///< MAXPHYADDR, 32 to 52

  friend bool operator==(const PagingControls &,
                         const PagingControls &) = default;
};

enum class AccessType : uint8_t { Read, Write, Fetch };

/// Who accesses: SDM 4.6.
enum class AccessMode : uint8_t {
  User,
  Supervisor,
  /// The CPU on its own account: descriptor tables, the task state segment.
  ImplicitSupervisor,
};

/// Through which segment: a non-canonical stack address is #SS, not #GP.
enum class AccessSegment : uint8_t { Other, Stack };

struct MemoryAccess {
  AccessType Type = AccessType::Read;
  AccessMode Mode = AccessMode::User;
  AccessSegment Segment = AccessSegment::Other;
};

/// What the entries of a walk allow together (SDM 4.6): R/W and U/S must be set
/// at every level, XD at none.
struct Rights {
  static constexpr uint8_t Write = 1;
  static constexpr uint8_t User = 2;
  static constexpr uint8_t Execute = 4;

  uint8_t Bits = Write | User | Execute;

  constexpr bool canWrite() const { return Bits & Write; }
  constexpr bool isUser() const { return Bits & User; }
  constexpr bool canExecute() const { return Bits & Execute; }
  friend constexpr bool operator==(Rights, Rights) = default;
};

/// SDM 4.6.1, "Determination of Access Rights".
bool isAllowed(const PagingControls &Controls, MemoryAccess Access, Rights R);

/// The controls, with all that follows from them worked out once.
class PagingContext {
public:
  /// In PAE mode the four PDPTEs are taken from \p Memory as a load of CR3 does
  /// (SDM 4.4.1); none where one of them has a reserved bit set, which makes
  /// that load a #GP, as does a root beyond MAXPHYADDR.
  static std::optional<PagingContext> create(const PagingControls &Controls,
                                             const PhysicalMemory &Memory);

  const PagingControls &controls() const { return Controls; }
  /// STAC and CLAC; unlike the control registers this loads no PDPTEs.
  void setAlignmentCheck(bool Set);
  const PagingFormat &format() const { return formatOf(Controls.Mode); }
  /// The bits that must be zero in an entry of \p Level that names a table.
  uint64_t reservedInTable(unsigned Level) const {
    return ByLevel[Level - 1].InTable;
  }
  /// The same for an entry that maps a page.
  uint64_t reservedInPage(unsigned Level) const {
    return ByLevel[Level - 1].InPage;
  }
  /// The bit whose presence makes an entry of \p Level a page; 0: none does.
  uint64_t pageBit(unsigned Level) const { return ByLevel[Level - 1].PageBit; }
  /// One test for the common case: these bits of an entry are just "present"
  /// where it is present, has no reserved bit set and, above level 1, names a
  /// table.
  uint64_t decisiveBits(unsigned Level) const {
    return ByLevel[Level - 1].Decisive;
  }
  /// PAE: the PDPTE registers.
  uint64_t pdpte(unsigned Index) const { return Pdptes[Index]; }

  bool allows(MemoryAccess A, Rights R) const {
    return (Allowed[accessIndex(A)] >> R.Bits) & 1;
  }
  /// One bit for each value of Rights::Bits.
  uint8_t allowedRights(MemoryAccess A) const {
    return Allowed[accessIndex(A)];
  }

private:
  struct LevelMasks {
    uint64_t InTable = 0;
    uint64_t InPage = 0;
    uint64_t PageBit = 0;
    uint64_t Decisive = 0;
  };

  explicit PagingContext(const PagingControls &Controls);
  void findAllowed();

  static constexpr size_t accessIndex(MemoryAccess A) {
    return static_cast<size_t>(A.Mode) * 3 + static_cast<size_t>(A.Type);
  }

  PagingControls Controls;
  std::array<LevelMasks, MaxLevels> ByLevel{};
  std::array<uint8_t, 9> Allowed{};
  std::array<uint64_t, 4> Pdptes{};
};

} // namespace framewalk
