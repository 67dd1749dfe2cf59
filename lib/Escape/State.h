//===- State.h - What memory holds at one point of a function -------------===//
#pragma once

#include "Escape/PathFacts.h"
#include "Escape/TargetSets.h"

#include <limits>
#include <map>
#include <optional>

namespace llvm {
class Instruction;
}

namespace framewalk::escape {

/// A set of the instructions that stored something; 0 is empty.
struct OriginId {
  uint32_t Value = 0;
  friend auto operator<=>(const OriginId &, const OriginId &) = default;
};

class Origins {
public:
  Origins() { All.emplace_back(); }
  OriginId one(const llvm::Instruction &I);
  OriginId join(OriginId A, OriginId B);
  OriginId filter(OriginId A,
                  llvm::function_ref<bool(const llvm::Instruction &)> Keep);
  llvm::ArrayRef<const llvm::Instruction *> operator[](OriginId Id) const {
    return All[Id.Value];
  }

private:
  using List = std::vector<const llvm::Instruction *>;
  OriginId intern(List Instructions);

  static constexpr size_t Most = 6;
  std::vector<List> All;
  llvm::DenseMap<const llvm::Instruction *, uint32_t> Ones;
  std::map<List, uint32_t> Ids; ///< of two or more
  llvm::DenseMap<std::pair<uint32_t, uint32_t>, uint32_t> Joins;
};

/// A pointer in memory. A cell with a span is any of the pointers in there.
struct Cell {
  RegionId Where;
  int32_t Offset = 0;
  uint32_t Span = 0;
  SetId Set;
  OriginId Origin;

  Target place() const {
    return {.Where = Where, .Offset = Offset, .Span = Span};
  }
  friend bool operator==(const Cell &, const Cell &) = default;
};

/// What a store needs to know of itself.
struct Stored {
  SetId Set;
  uint32_t Bytes = 0;
  /// It can hold a pointer; else the bytes are only overwritten.
  bool IsPointer = false;
  OriginId Origin;
};

/// The tables that all states share.
struct Tables {
  Regions Places;
  TargetSets Sets{Places};
  Origins Stores;
  uint32_t PointerBytes = 8;

  Stored pointer(SetId Set, OriginId Origin) const {
    return {
        .Set = Set, .Bytes = PointerBytes, .IsPointer = true, .Origin = Origin};
  }
};

class State {
public:
  static constexpr int NoExit = std::numeric_limits<int>::min();

  /// The constant in clang's cleanup.dest.slot: which way the shared cleanup
  /// code will go on. States with different ones are kept apart.
  int CleanupExit = NoExit;
  /// An exception that this function surely throws is on its way out.
  bool IsThrown = false;
  /// Empty where ways are not kept apart.
  PathFacts Facts;

  SetId load(Tables &T, SetId Address) const;
  SetId loadFrom(Tables &T, const Target &Place) const;
  /// Strong where \p Address is one place.
  void store(Tables &T, SetId Address, const Stored &Value);
  void storeAt(Tables &T, const Target &Place, const Stored &Value,
               bool IsOnlyPlace);
  /// Forgets what is at \p Bytes bytes from \p Place on.
  void erase(const Target &Place, uint32_t Bytes);
  void eraseRegion(RegionId Where);
  void eraseIf(RegionId Where, llvm::function_ref<bool(const Cell &)> IsGone);
  /// The cells of \p Where, by offset.
  llvm::ArrayRef<Cell> cellsOf(RegionId Where) const;
  llvm::ArrayRef<Cell> cells() const { return Cells; }
  const Cell *find(const Target &Place) const;
  void replace(const Target &Place, SetId Set);

  /// \p Where was given back, or was null: nothing is there to give back.
  void giveBack(RegionId Where);
  llvm::ArrayRef<RegionId> givenBack() const { return GivenBack; }

  /// The memory \p Where was its owner's and dies with it: it is \p Owned.
  void destroy(Tables &T, RegionId Where, RegionId Owned);
  /// \p Call allocates anew.
  void revive(const Tables &T, const llvm::Value &Call);

  void beginLife(RegionId Local);
  void endLife(Tables &T, RegionId Local);
  /// \p A with those targets dead whose lives have ended.
  SetId current(Tables &T, SetId A) const;

  /// True if this changed.
  bool join(Tables &T, const State &Other);

  /// The same pointers everywhere, whatever is known beside them.
  bool hasSameMemory(const State &Other) const {
    return CleanupExit == Other.CleanupExit && IsThrown == Other.IsThrown &&
           Cells == Other.Cells && Ended == Other.Ended &&
           GivenBack == Other.GivenBack && Destroyed == Other.Destroyed;
  }

  /// What a cell held when the function began.
  static SetId initial(Tables &T, const Target &Place);

private:
  size_t lowerBound(const Target &Place) const;
  void put(const Cell &New);
  void storeSomewhere(Tables &T, const Target &Place, const Stored &Value);
  void eraseCells(RegionId Where);

  std::vector<Cell> Cells; ///< sorted by place
  /// Locals that are dead on every way to here; sorted.
  std::vector<RegionId> Ended;
  /// Given back on every way to here; sorted.
  std::vector<RegionId> GivenBack;
  /// Memory that died with its owner, and whose it was, on every way to here.
  std::vector<std::pair<RegionId, RegionId>> Destroyed;
};

} // namespace framewalk::escape
