//===- AccessLinker.cpp ---------------------------------------------------===//
//
// A use and an instruction belong together where the instruction touches the
// variable's bytes and its debug line is the place of the use or of an
// expression around it. The nearest such place decides.
//
//===----------------------------------------------------------------------===//
#include "Layout/AccessLinker.h"

#include "Layout/FrameTouches.h"
#include "Layout/SlotCopies.h"
#include "Layout/TouchOrigins.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>

namespace framewalk {

namespace {

/// File, line and column in one number. Debug info has 16 bits for a column and
/// says 0 where they do not suffice.
class PositionKeys {
public:
  explicit PositionKeys(const CapturedFrame &Frame) {
    for (const CapturedInstruction &I : Frame.Instructions)
      HasColumns |= I.Position.Column != 0;
  }

  uint64_t operator()(const SourcePosition &P) const {
    if (!P.isValid())
      return 0;
    uint64_t Column = HasColumns && P.Column < 0x10000 ? P.Column : 0;
    return uint64_t(P.File.Value) << 48 | uint64_t(P.Line & 0xffffffff) << 16 |
           Column;
  }

private:
  bool HasColumns = false; ///< not with -gno-column-info
};

/// Where a variable's bytes are: a part of a slot.
struct Home {
  uint32_t Slot = 0;
  int64_t Offset = 0;
  uint64_t Size = 0; ///< 0: unknown
  /// The slot holds not the variable but its address.
  bool IsPointer = false;
};

/// A touch as it can be found by slot and place.
struct Entry {
  uint32_t Slot = 0;
  uint32_t Touch = 0;
  uint64_t Key = 0;
  /// The instruction has no line; the key is the next one's.
  bool IsInherited = false;

  friend bool operator<(const Entry &A, const Entry &B) {
    return std::tie(A.Slot, A.Key, A.IsInherited, A.Touch) <
           std::tie(B.Slot, B.Key, B.IsInherited, B.Touch);
  }
};

class Linker {
public:
  Linker(const FunctionFacts &Facts, const CapturedFrame &Frame,
         const BuiltFrame &Built, const std::vector<StackState> &States,
         const std::vector<FileId> &FileOfDebugFile,
         std::vector<Instruction> &Instructions)
      : Facts(Facts), Frame(Frame), Built(Built), States(States),
        FileOfDebugFile(FileOfDebugFile), Instructions(Instructions),
        Key(Frame), Touches(resolveTouches(Frame, Built, States)) {}

  std::vector<Access> run() {
    setPositions();
    findHomes();
    Origins = originsWithoutSource(Facts, Frame, Built, Instructions, Touches);
    buildEntries();
    std::vector<Access> Accesses;
    Accesses.reserve(Facts.Uses.size());
    for (const UseFact &Use : Facts.Uses)
      Accesses.push_back(link(Use));
    linkImplicitUses();
    attachRest(Accesses);
    divideAmongEqualUses(Accesses);
    followAddresses(Accesses);
    for (size_t I = 0; I != Accesses.size(); ++I)
      explain(Facts.Uses[I], Accesses[I]);
    writeTouches();
    sortByPosition(Accesses);
    return Accesses;
  }

private:
  const FunctionFacts &Facts;
  const CapturedFrame &Frame;
  const BuiltFrame &Built;
  const std::vector<StackState> &States;
  const std::vector<FileId> &FileOfDebugFile;
  std::vector<Instruction> &Instructions;
  PositionKeys Key;

  std::vector<ResolvedTouch> Touches;
  std::vector<TouchOrigin> Origins;              ///< index for index Touches
  std::vector<llvm::SmallVector<Home, 1>> Homes; ///< by variable
  /// Slots that hold a variable's address (CapturedVariable::IsIndirect).
  llvm::SmallVector<uint32_t, 4> PointerSlots;
  /// Spill slots that keep such an address, or `this`.
  llvm::SmallVector<uint32_t, 4> CopySlots;
  std::vector<Entry> Entries;
  std::vector<uint64_t> Effective; ///< effectiveKeys()
  /// Places that some instruction carries, and lines that some carries: filled
  /// when the first unlinked use asks.
  llvm::DenseMap<uint64_t, uint32_t> InstructionAt;
  llvm::DenseSet<uint64_t> CodeLines;
  std::vector<uint32_t> Blocks; ///< by instruction: straight-line pieces
  bool HasPlaces = false;

  SourcePosition positionOf(const CapturedInstruction &I) const {
    if (I.Position.Line == 0 || I.Position.File >= FileOfDebugFile.size())
      return {};
    return {FileOfDebugFile[I.Position.File], I.Position.Line,
            I.Position.Column};
  }

  void setPositions() {
    for (size_t I = 0; I != Instructions.size(); ++I)
      Instructions[I].Position = positionOf(Frame.Instructions[I]);
  }

  void findHomes() {
    for (const CapturedVariable &V : Frame.Variables)
      if (auto Object = Built.Objects.find(V.FrameIndex);
          V.IsIndirect && Object != Built.Objects.end())
        PointerSlots.push_back(Object->second.Slot.Value);
    Homes.resize(Facts.Variables.size());
    const std::vector<FrameSlot> &Slots = Built.Layout.slots();
    for (uint32_t S = 0; S != Slots.size(); ++S)
      for (const Occupant &O : Slots[S].Occupants)
        if (O.Variable && O.Variable->Value < Homes.size())
          Homes[O.Variable->Value].push_back(
              {S, O.Offset, O.Size, isPointer(*O.Variable, S)});
    for (uint32_t V = 0; V != Homes.size() && V < Built.Variables.size(); ++V)
      if (Homes[V].empty())
        for (SlotId Slot : Built.Variables[V].Slots)
          Homes[V].push_back({Slot.Value, 0, Slots[Slot.Value].Size,
                              isPointer(VariableId(V), Slot.Value)});
    for (uint32_t V = 0; V != Homes.size(); ++V)
      if (const VariableFact &Fact = Facts.Variables[V];
          Homes[V].empty() && Fact.PartOf)
        for (Home Whole : Homes[Fact.PartOf->Value])
          Homes[V].push_back(partOf(Whole, Facts.Variables[V]));
    addCopies();
  }

  /// What is loaded once, at the entry, is read from its copies afterwards.
  void addCopies() {
    std::vector<SlotCopy> Copies = findSlotCopies(Frame, Touches);
    for (uint32_t V = 0; V != Homes.size() && !Copies.empty(); ++V) {
      if (Homes[V].empty())
        continue;
      uint32_t Slot = Homes[V].front().Slot;
      bool ByValue =
          isLoadedOnce(VariableId(V)) || llvm::is_contained(PointerSlots, Slot);
      int64_t Offset = offsetBehind(VariableId(V), Slot);
      bool ByAddress = !ByValue && Built.Layout.slot(SlotId(Slot)).Kind ==
                                       SlotKind::Parameter;
      for (const SlotCopy &C : Copies)
        if (C.Of == Slot && C.Offset == Offset &&
            (C.IsAddress ? ByAddress : ByValue)) {
          Homes[V].push_back({C.Copy, 0, Frame.PointerSize, true});
          CopySlots.push_back(C.Copy);
        }
    }
  }

  /// Where the variable is from where its slot points to.
  int64_t offsetBehind(VariableId V, uint32_t Slot) const {
    if (!llvm::is_contained(PointerSlots, Slot))
      return 0;
    const VariableFact &Fact = Facts.Variables[V.Value];
    for (const CapturedVariable &Each : Frame.Variables)
      if (auto Object = Built.Objects.find(Each.FrameIndex);
          Each.IsIndirect && Object != Built.Objects.end() &&
          Object->second.Slot.Value == Slot && Each.Name == Fact.Name &&
          Each.Line == Fact.Declared.Line)
        return Each.DerefOffset;
    return 0;
  }

  bool isLoadedOnce(VariableId V) const {
    const VariableFact &Fact = Facts.Variables[V.Value];
    return Fact.Kind == VariableKind::ImplicitParameter ||
           Fact.IsIndirectParameter || Fact.IsReturnSlot;
  }

  bool isPointer(VariableId V, uint32_t Slot) const {
    const VariableFact &Fact = Facts.Variables[V.Value];
    return Fact.IsReference || Fact.IsIndirectParameter ||
           llvm::is_contained(PointerSlots, Slot);
  }

  /// Where a structured binding is in its unnamed object. Where that is a
  /// reference, the slot holds a pointer, and every name goes through it.
  Home partOf(Home Whole, const VariableFact &Binding) const {
    if (Whole.IsPointer)
      return Whole;
    return {Whole.Slot, Whole.Offset + Binding.PartOffset,
            Binding.Size.value_or(0)};
  }

  //===--- The index -----------------------------------------------------===//

  void buildEntries() {
    Entries.reserve(Touches.size());
    Effective = effectiveKeys();
    for (uint32_t T = 0; T != Touches.size(); ++T) {
      const ResolvedTouch &Touch = Touches[T];
      // What is known to be the compiler's own work carries out no use, but for
      // the reload of what it loaded only once.
      bool IsCopy = Origins[T] == TouchOrigin::Reload &&
                    llvm::is_contained(CopySlots, Touch.Place.Slot.Value);
      if ((Origins[T] != TouchOrigin::Unknown && !IsCopy) || Touch.IsImplicit)
        continue;
      if (uint64_t At = Effective[Touch.Instruction])
        Entries.push_back(
            {Touch.Place.Slot.Value, T, At,
             !Instructions[Touch.Instruction].Position.isValid()});
    }
    std::sort(Entries.begin(), Entries.end());
  }

  /// The place of each instruction. One without a line prepares the next one
  /// that has a line (addresses and constants are materialised before their
  /// first user); code inlined from elsewhere has its own function's places
  /// and carries out no use of this one.
  std::vector<uint64_t> effectiveKeys() const {
    std::vector<uint64_t> Result(Instructions.size());
    uint64_t Next = 0;
    for (size_t I = Instructions.size(); I-- != 0;) {
      const CapturedInstruction &Captured = Frame.Instructions[I];
      if (Instructions[I].Position.isValid())
        Next = *Captured.InlinedFrom ? 0 : Key(Instructions[I].Position);
      else if (endsBlock(Captured))
        Next = 0;
      Result[I] = Next;
    }
    return Result;
  }

  llvm::ArrayRef<Entry> entriesAt(uint32_t Slot, uint64_t At) const {
    auto Before = [](const Entry &E, const std::pair<uint32_t, uint64_t> &P) {
      return std::tie(E.Slot, E.Key) < std::tie(P.first, P.second);
    };
    auto Begin = std::lower_bound(Entries.begin(), Entries.end(),
                                  std::pair(Slot, At), Before);
    auto End = Begin;
    while (End != Entries.end() && End->Slot == Slot && End->Key == At)
      ++End;
    return {Entries.data() + (Begin - Entries.begin()), size_t(End - Begin)};
  }

  //===--- One use -------------------------------------------------------===//

  /// Whether \p Touch may reach the bytes that \p Use is about.
  bool overlaps(const ResolvedTouch &Touch, const Home &At,
                const UseFact &Use) const {
    int64_t Begin = At.Offset;
    int64_t End = At.Size ? Begin + int64_t(At.Size) : INT64_MAX;
    int64_t TouchBegin = Touch.Place.Offset;
    int64_t TouchEnd = TouchBegin + std::max<int64_t>(Touch.Size, 1);
    // An index may reach before and behind what the displacement says, and an
    // address is where the code goes on from.
    if (Touch.IsIndexed)
      return true;
    bool IsPart =
        Use.Size != 0 && !At.IsPointer && Touch.Kind != AccessKind::Address;
    if (IsPart) {
      Begin += Use.Offset;
      End = std::min(End, Begin + int64_t(Use.Size));
    }
    return TouchBegin < End && Begin < TouchEnd;
  }

  /// What a use still looks for on its way outwards.
  struct Wanted {
    bool Read = false, Write = false, Address = false;
    bool any() const { return Read || Write || Address; }
  };

  static Wanted wantedBy(const UseFact &Use) {
    switch (Use.Kind) {
    case AccessKind::Read:
      return {.Read = true};
    case AccessKind::Write:
      return {.Write = true};
    case AccessKind::Update:
      return {.Read = true, .Write = true};
    case AccessKind::Address:
      return {.Address = true};
    }
    return {};
  }

  Access link(const UseFact &Use) {
    Access Result;
    Result.Variable = Use.Variable;
    Result.Position = Use.Position;
    Result.Kind = Use.Kind;
    const llvm::SmallVector<Home, 1> &At = Homes[Use.Variable.Value];
    if (!At.empty())
      place(At.front(), Use, Result);
    if (At.empty() || !Use.Unevaluated.empty())
      return Result;

    Wanted Wants = wantedBy(Use);
    llvm::SmallVector<uint32_t, 4> Found, Fallback;
    for (const SourcePosition &Candidate : Use.Candidates) {
      collect(Use, At, Key(Candidate), Wants, Found, Fallback);
      if (!Wants.any())
        break;
    }
    if (Found.empty())
      Found = std::move(Fallback);
    if (Found.empty())
      Frame.IsOptimised ? linkToArgumentLoad(Use, At, Found)
                        : linkToEarlierWork(Use, At, Found, Result);
    take(Found, Result);
    return Result;
  }

  /// What an earlier use in the same block has left in a register (or a spill
  /// slot) is not loaded or computed again. Without optimisation this is the
  /// only way for a use to do without.
  void linkToEarlierWork(const UseFact &Use,
                         const llvm::SmallVector<Home, 1> &At,
                         llvm::SmallVectorImpl<uint32_t> &Found,
                         Access &Result) {
    gatherPlaces();
    std::optional<uint32_t> Code = codeOf(Use);
    if (!Code)
      return;
    auto IsHome = [&](const ResolvedTouch &Touch) {
      return llvm::any_of(
          At, [&](const Home &H) { return H.Slot == Touch.Place.Slot.Value; });
    };
    if (isLoadedOnce(Use.Variable)) {
      std::optional<uint32_t> Load = lastBefore(*Code, [&](const auto &Touch) {
        return Touch.Kind == AccessKind::Read && IsHome(Touch);
      });
      if (Load)
        Found.push_back(*Load);
      else if (At.front().IsPointer && Blocks[*Code] == 0)
        linkToUser(*Code, Use, Result);
      return;
    }
    // Two loads of one place with nothing between them become one.
    std::optional<uint32_t> Load;
    if (Use.Kind == AccessKind::Read || At.front().IsPointer)
      Load = lastBefore(*Code, [&](const auto &Touch) {
        return Touch.Kind != AccessKind::Address && IsHome(Touch);
      });
    if (Load && Touches[*Load].Kind == AccessKind::Read &&
        overlaps(Touches[*Load], At.front(), Use) &&
        !hasCallBetween(Touches[*Load].Instruction, *Code)) {
      Found.push_back(*Load);
      return;
    }
    std::optional<uint32_t> Address = lastBefore(*Code, [&](const auto &Touch) {
      return Touch.Kind == AccessKind::Address && IsHome(Touch);
    });
    if (!Address)
      return;
    Found.push_back(*Address);
    addReloadsOf(*Address, *Code, Use, Found);
  }

  /// Optimised code loads an argument in memory once, without a line.
  void linkToArgumentLoad(const UseFact &Use,
                          const llvm::SmallVector<Home, 1> &At,
                          llvm::SmallVectorImpl<uint32_t> &Found) {
    SlotId Slot(At.front().Slot);
    if (Use.Kind != AccessKind::Read ||
        Built.Layout.slot(Slot).Kind != SlotKind::Parameter)
      return;
    gatherPlaces();
    std::optional<uint32_t> Code = codeOf(Use);
    if (!Code)
      return;
    std::optional<uint32_t> Last = lastBefore(
        *Code, [&](const auto &Touch) { return Touch.Place.Slot == Slot; });
    if (Last && Touches[*Last].Kind == AccessKind::Read &&
        overlaps(Touches[*Last], At.front(), Use) &&
        !Instructions[Touches[*Last].Instruction].Position.isValid())
      Found.push_back(*Last);
  }

  bool hasCallBetween(uint32_t Begin, uint32_t End) const {
    for (uint32_t I = Begin; I < End; ++I)
      if (Frame.Instructions[I].Kind == InstructionKind::Call)
        return true;
    return false;
  }

  /// The last touch in the block of instruction \p Code and not after it that
  /// \p Fits.
  template <typename Predicate>
  std::optional<uint32_t> lastBefore(uint32_t Code, Predicate Fits) const {
    auto After = std::upper_bound(
        Touches.begin(), Touches.end(), Code,
        [](uint32_t I, const ResolvedTouch &T) { return I < T.Instruction; });
    while (After != Touches.begin()) {
      --After;
      if (Blocks[After->Instruction] != Blocks[Code])
        return std::nullopt;
      if (Fits(*After))
        return After - Touches.begin();
    }
    return std::nullopt;
  }

  /// An address that was spilled is reloaded where the use needs it.
  void addReloadsOf(uint32_t Address, uint32_t Code, const UseFact &Use,
                    llvm::SmallVectorImpl<uint32_t> &Found) const {
    llvm::StringRef Register =
        Frame.Instructions[Touches[Address].Instruction].Register;
    std::optional<uint32_t> Spill;
    for (uint32_t T = Address + 1; T != Touches.size(); ++T) {
      const ResolvedTouch &Touch = Touches[T];
      const CapturedInstruction &I = Frame.Instructions[Touch.Instruction];
      if (Blocks[Touch.Instruction] != Blocks[Code])
        return;
      if (!Spill && I.IsSpillStore && Register == I.SourceRegister)
        Spill = Touch.Place.Slot.Value;
      if (Spill == Touch.Place.Slot.Value && I.IsSpillReload &&
          isAmongCandidates(Effective[Touch.Instruction], Use))
        Found.push_back(T);
    }
  }

  /// The object is the caller's, and the register that its address came in
  /// still has it: no byte of this frame is touched on the way to it.
  void linkToUser(uint32_t Code, const UseFact &Use, Access &Result) const {
    uint64_t At = Key(Instructions[Code].Position);
    for (uint32_t I = Code; I != Instructions.size(); ++I) {
      if (Blocks[I] != Blocks[Code])
        return;
      const CapturedInstruction &Each = Frame.Instructions[I];
      bool GoesThrough = Each.Memory.Use != MemoryUse::None &&
                         *Each.Memory.Base &&
                         !isStackRegister(Each.Memory.Base);
      if (Key(Instructions[I].Position) != At ||
          (Each.Kind != InstructionKind::Call && !GoesThrough))
        continue;
      Result.Instructions.push_back(InstructionId(I));
      Result.Slot.reset();
      Result.Offset = Use.Offset;
      Result.Size = Use.Size;
      return;
    }
  }

  static bool isStackRegister(llvm::StringRef Register) {
    return Register == "rsp" || Register == "rbp" || Register == "esp" ||
           Register == "ebp";
  }

  void place(const Home &At, const UseFact &Use, Access &Result) const {
    Result.Slot = SlotId(At.Slot);
    Result.Offset = At.Offset;
    Result.Size = At.Size;
    if (At.IsPointer || Use.Size == 0)
      return;
    Result.Offset += Use.Offset;
    Result.Size = Use.Size;
  }

  /// Adds the touches at one candidate that do what \p Wants, and crosses off
  /// what they do. An address satisfies everything: the code goes on through
  /// the pointer. The first touches of another kind are kept in \p Fallback.
  void collect(const UseFact &Use, const llvm::SmallVector<Home, 1> &At,
               uint64_t Place, Wanted &Wants,
               llvm::SmallVectorImpl<uint32_t> &Found,
               llvm::SmallVectorImpl<uint32_t> &Fallback) const {
    Wanted Rest = Wants;
    llvm::SmallVector<uint32_t, 4> Others;
    for (const Home &H : At) {
      for (const Entry &E : entriesAt(H.Slot, Place)) {
        const ResolvedTouch &Touch = Touches[E.Touch];
        if (!overlaps(Touch, H, Use))
          continue;
        bool Reads =
            Touch.Kind == AccessKind::Read || Touch.Kind == AccessKind::Update;
        bool Writes =
            Touch.Kind == AccessKind::Write || Touch.Kind == AccessKind::Update;
        bool IsAddress = Touch.Kind == AccessKind::Address ||
                         (H.IsPointer && Touch.Kind == AccessKind::Read);
        if (IsAddress || (Reads && Wants.Read) || (Writes && Wants.Write)) {
          Found.push_back(E.Touch);
          Rest.Read &= !Reads && !IsAddress;
          Rest.Write &= !Writes && !IsAddress;
          Rest.Address &= !IsAddress;
        } else {
          Others.push_back(E.Touch);
        }
      }
    }
    Wants = Rest;
    if (Fallback.empty())
      Fallback.append(Others.begin(), Others.end());
  }

  void take(llvm::ArrayRef<uint32_t> Found, Access &Result) {
    for (uint32_t T : Found) {
      if (Origins[T] == TouchOrigin::Unknown)
        Origins[T] = TouchOrigin::Source;
      Result.Instructions.push_back(InstructionId(Touches[T].Instruction));
    }
    sortInstructions(Result);
    if (!Found.empty())
      Result.Slot = Touches[Found.front()].Place.Slot;
  }

  /// Facts usually come in the source's order already.
  static void sortByPosition(std::vector<Access> &Accesses) {
    auto Before = [](const Access &A, const Access &B) {
      return std::tie(A.Position, A.Variable, A.Kind) <
             std::tie(B.Position, B.Variable, B.Kind);
    };
    if (!std::is_sorted(Accesses.begin(), Accesses.end(), Before))
      std::sort(Accesses.begin(), Accesses.end(), Before);
  }

  static void sortInstructions(Access &A) {
    std::sort(A.Instructions.begin(), A.Instructions.end());
    A.Instructions.erase(
        std::unique(A.Instructions.begin(), A.Instructions.end()),
        A.Instructions.end());
  }

  //===--- Touches that no use has claimed -------------------------------===//

  void linkImplicitUses() {
    for (const ImplicitUseFact &Use : Facts.ImplicitUses)
      for (const SourcePosition &Candidate : Use.Candidates)
        if (claimImplicit(Use, Key(Candidate)))
          break;
  }

  bool claimImplicit(const ImplicitUseFact &Use, uint64_t At) {
    bool Any = false;
    for (const Home &H : Homes[Use.Variable.Value])
      for (const Entry &E : entriesAt(H.Slot, At))
        if (Origins[E.Touch] == TouchOrigin::Unknown) {
          Origins[E.Touch] = Use.Origin;
          Any = true;
        }
    return Any;
  }

  /// An instruction may do a part of a use that its kind does not tell: the
  /// load before a bit-field is stored, the address of a copy. It goes to the
  /// use that has its place nearest.
  void attachRest(std::vector<Access> &Accesses) {
    llvm::DenseSet<std::pair<uint32_t, uint64_t>> Open;
    for (const Entry &E : Entries)
      if (Origins[E.Touch] == TouchOrigin::Unknown)
        Open.insert({E.Slot, E.Key});
    if (Open.empty())
      return;
    struct Nearest {
      uint32_t Use = 0;
      uint32_t Rank = UINT32_MAX;
    };
    llvm::DenseMap<uint32_t, Nearest> UseOf; // by touch
    for (uint32_t U = 0; U != Facts.Uses.size(); ++U) {
      const UseFact &Use = Facts.Uses[U];
      if (!Use.Unevaluated.empty())
        continue;
      for (const Home &H : Homes[Use.Variable.Value])
        for (uint32_t Rank = 0; Rank != Use.Candidates.size(); ++Rank) {
          uint64_t At = Key(Use.Candidates[Rank]);
          if (!Open.contains({H.Slot, At}))
            continue;
          for (const Entry &E : entriesAt(H.Slot, At))
            if (Origins[E.Touch] == TouchOrigin::Unknown &&
                overlaps(Touches[E.Touch], H, Use))
              if (Nearest &Known = UseOf[E.Touch]; Rank < Known.Rank)
                Known = {U, Rank};
        }
    }
    for (const auto &[T, To] : UseOf) {
      Origins[T] = TouchOrigin::Source;
      Accesses[To.Use].Instructions.push_back(
          InstructionId(Touches[T].Instruction));
      sortInstructions(Accesses[To.Use]);
    }
  }

  /// A macro that names its argument twice makes two uses of one place. Where
  /// they share a number of instructions that each can have as many of, each
  /// gets its own, in order.
  void divideAmongEqualUses(std::vector<Access> &Accesses) {
    llvm::DenseMap<uint32_t, llvm::SmallVector<uint32_t, 2>> ByFirst;
    std::vector<uint32_t> UseOf(Instructions.size(), UINT32_MAX);
    for (uint32_t U = 0; U != Accesses.size(); ++U) {
      if (Accesses[U].Instructions.empty())
        continue;
      uint32_t First = Accesses[U].Instructions.front().Value;
      if (UseOf[First] == UINT32_MAX) {
        UseOf[First] = U;
        continue;
      }
      llvm::SmallVector<uint32_t, 2> &Group = ByFirst[First];
      if (Group.empty())
        Group.push_back(UseOf[First]);
      Group.push_back(U);
    }
    for (auto &[First, Group] : ByFirst)
      divide(Group, Accesses);
  }

  static void divide(llvm::ArrayRef<uint32_t> Group,
                     std::vector<Access> &Accesses) {
    const Access &Model = Accesses[Group.front()];
    size_t Share = Model.Instructions.size() / Group.size();
    if (Share == 0 || Model.Instructions.size() != Share * Group.size())
      return;
    bool AreEqual = llvm::all_of(Group, [&](uint32_t U) {
      const Access &A = Accesses[U];
      return A.Position == Model.Position && A.Variable == Model.Variable &&
             A.Kind == Model.Kind && A.Offset == Model.Offset &&
             A.Instructions == Model.Instructions;
    });
    if (!AreEqual)
      return;
    std::vector<InstructionId> All = Model.Instructions;
    for (size_t I = 0; I != Group.size(); ++I)
      Accesses[Group[I]].Instructions.assign(All.begin() + I * Share,
                                             All.begin() + (I + 1) * Share);
  }

  //===--- Through an address --------------------------------------------===//

  /// A read or write that begins with an address goes on through the register:
  /// the load or store that uses it, or the call of memcpy that gets it.
  void followAddresses(std::vector<Access> &Accesses) {
    for (size_t U = 0; U != Accesses.size(); ++U) {
      Access &A = Accesses[U];
      if (A.Kind == AccessKind::Address || A.Instructions.empty() ||
          Homes[A.Variable.Value].front().IsPointer)
        continue;
      uint32_t Last = A.Instructions.back().Value;
      const CapturedInstruction &I = Frame.Instructions[Last];
      if (I.Memory.Use == MemoryUse::Address)
        followAddress(Last, Facts.Uses[U], A);
    }
  }

  void followAddress(uint32_t From, const UseFact &Use, Access &A) {
    constexpr uint32_t Reach = 16; // a statement's worth of instructions
    llvm::StringRef Register = Frame.Instructions[From].Register;
    uint32_t End = std::min<size_t>(From + 1 + Reach, Instructions.size());
    for (uint32_t I = From + 1; I < End; ++I) {
      const CapturedInstruction &Each = Frame.Instructions[I];
      bool GoesThrough =
          Register == Each.Memory.Base && Each.Memory.Use != MemoryUse::Address;
      bool Copies = Each.Kind == InstructionKind::Call && isBlockCall(Each);
      if ((GoesThrough || Copies) && isAt(I, Use)) {
        A.Instructions.push_back(InstructionId(I));
        return;
      }
      bool Leaves = Each.Kind == InstructionKind::Branch ||
                    Each.Kind == InstructionKind::Call ||
                    Each.Kind == InstructionKind::Return;
      bool Overwrites = Register == Each.Register &&
                        (Each.Kind == InstructionKind::LoadAddress ||
                         Each.Kind == InstructionKind::CopyRegister ||
                         Each.Memory.Use == MemoryUse::Read);
      if (Leaves || Overwrites)
        return;
    }
  }

  bool isBlockCall(const CapturedInstruction &Call) const {
    llvm::StringRef Text = Frame.text(Call);
    return Text.contains("memcpy") || Text.contains("memset") ||
           Text.contains("memmove");
  }

  bool isAt(uint32_t I, const UseFact &Use) const {
    return isAmongCandidates(Key(Instructions[I].Position), Use);
  }

  bool isAmongCandidates(uint64_t At, const UseFact &Use) const {
    return At != 0 &&
           llvm::any_of(Use.Candidates, [&](const SourcePosition &Candidate) {
             return Key(Candidate) == At;
           });
  }

  //===--- Uses without a touch ------------------------------------------===//

  void explain(const UseFact &Use, Access &A) {
    if (!A.Instructions.empty())
      return;
    if (!Use.Unevaluated.empty()) {
      A.WhyUnlinked = Use.Unevaluated;
      return;
    }
    gatherPlaces();
    const VariableFact &Variable = Facts.Variables[Use.Variable.Value];
    bool IsStatic = Variable.Kind == VariableKind::Static ||
                    Variable.Kind == VariableKind::ThreadLocal;
    if (IsStatic && linkStatic(Variable, Use, A))
      return;
    if (Frame.IsOptimised && linkToSpillSlot(Use, A))
      return;
    if (!Frame.IsOptimised && livesElsewhere(Use.Variable) &&
        linkThroughPointer(Use, A))
      return;
    A.WhyUnlinked = whyUnlinked(Variable, Use);
  }

  void gatherPlaces() {
    if (HasPlaces)
      return;
    HasPlaces = true;
    numberBlocks();
    for (uint32_t I = 0; I != Instructions.size(); ++I) {
      const SourcePosition &P = Instructions[I].Position;
      if (!P.isValid() || *Frame.Instructions[I].InlinedFrom)
        continue;
      InstructionAt.try_emplace(Key(P), I);
      CodeLines.insert(Key({P.File, P.Line, 0}));
    }
  }

  /// A variable-length array, an object in the caller's memory, a local on the
  /// unsafe stack or in a coroutine's frame.
  bool livesElsewhere(VariableId V) const {
    const VariableFact &Variable = Facts.Variables[V.Value];
    bool IsObject = Variable.Kind == VariableKind::Local ||
                    Variable.Kind == VariableKind::Parameter;
    return IsObject &&
           (Homes[V.Value].empty() || Homes[V.Value].front().IsPointer) &&
           !Variable.IsReference;
  }

  /// Reads and writes of what lives elsewhere go through a register. The first
  /// place that has such an instruction of the use's size is the use's.
  bool linkThroughPointer(const UseFact &Use, Access &A) const {
    constexpr uint32_t Reach = 64; // how far a line's instructions spread
    for (const SourcePosition &Candidate : Use.Candidates) {
      auto First = InstructionAt.find(Key(Candidate));
      if (First == InstructionAt.end())
        continue;
      uint32_t End =
          std::min<size_t>(First->second + Reach, Instructions.size());
      for (uint32_t I = First->second; I != End; ++I)
        if (Key(Instructions[I].Position) == First->first &&
            reachesThroughRegister(Frame.Instructions[I].Memory, Use))
          A.Instructions.push_back(InstructionId(I));
      if (A.Instructions.empty())
        continue;
      A.Slot.reset();
      A.Offset = Use.Offset;
      A.Size = Use.Size;
      return true;
    }
    return false;
  }

  static bool reachesThroughRegister(const MemoryOperand &M,
                                     const UseFact &Use) {
    if (!*M.Base || isStackRegister(M.Base) || M.IsSymbolic ||
        M.Size != Use.Size)
      return false;
    switch (Use.Kind) {
    case AccessKind::Read:
      return M.Use == MemoryUse::Read;
    case AccessKind::Write:
      return M.Use == MemoryUse::Write;
    case AccessKind::Update:
      return M.Use == MemoryUse::Read || M.Use == MemoryUse::Write ||
             M.Use == MemoryUse::Update;
    case AccessKind::Address:
      return false;
    }
    return false;
  }

  void numberBlocks() {
    llvm::DenseSet<uint32_t> Targets;
    for (const CapturedInstruction &I : Frame.Instructions)
      if (I.BranchTarget != CapturedInstruction::UnknownTarget)
        Targets.insert(I.BranchTarget);
    uint32_t Block = 0;
    Blocks.reserve(Frame.Instructions.size());
    for (const CapturedInstruction &I : Frame.Instructions) {
      Block += Targets.contains(I.Address);
      Blocks.push_back(Block);
      Block += endsBlock(I);
    }
  }

  static bool endsBlock(const CapturedInstruction &I) {
    return I.Kind == InstructionKind::Branch ||
           I.Kind == InstructionKind::Return ||
           I.Kind == InstructionKind::TailCall;
  }

  /// Static storage is reached by its symbol, whose name has the variable's.
  bool linkStatic(const VariableFact &Variable, const UseFact &Use,
                  Access &A) const {
    for (const SourcePosition &Candidate : Use.Candidates) {
      auto First = InstructionAt.find(Key(Candidate));
      if (First == InstructionAt.end())
        continue;
      for (uint32_t I = First->second;
           I != Instructions.size() && I < First->second + 16; ++I) {
        const CapturedInstruction &Each = Frame.Instructions[I];
        if (Key(Instructions[I].Position) == First->first &&
            Each.Memory.IsSymbolic &&
            llvm::StringRef(Frame.text(Each)).contains(Variable.Name))
          A.Instructions.push_back(InstructionId(I));
      }
      if (!A.Instructions.empty())
        return true;
    }
    return false;
  }

  std::string whyUnlinked(const VariableFact &Variable,
                          const UseFact &Use) const {
    const LocalVariable *Local = Use.Variable.Value < Built.Variables.size()
                                     ? &Built.Variables[Use.Variable.Value]
                                     : nullptr;
    std::optional<uint32_t> Code = codeOf(Use);
    if (!Code && !hasCodeOnItsLines(Use)) {
      if (Frame.IsCoroutine)
        return "no code in this part of the coroutine";
      return Frame.IsOptimised
                 ? "optimised away, or merged with other code: no instruction "
                   "carries this line"
                 : "no code: the compiler emitted nothing for this line";
    }
    if (Local && Code && !Local->Locations.empty())
      return placeAt(*Local, *Code);
    if (Variable.IsReturnSlot)
      return "lives in the caller's memory: reached through the hidden pointer";
    if (!Code && Frame.IsOptimised)
      return "optimised away, or merged with other code: no instruction "
             "carries this place";
    if (Local && Homes[Use.Variable.Value].empty())
      return Local->WhyNoSlot.empty() ? "it has no slot" : Local->WhyNoSlot;
    if (!Code)
      return "no instruction carries this place";
    return "no instruction of this expression touches its bytes";
  }

  /// The first instruction with the use's place.
  std::optional<uint32_t> codeOf(const UseFact &Use) const {
    for (const SourcePosition &Candidate : Use.Candidates)
      if (auto Found = InstructionAt.find(Key(Candidate));
          Found != InstructionAt.end())
        return Found->second;
    return std::nullopt;
  }

  bool hasCodeOnItsLines(const UseFact &Use) const {
    for (const SourcePosition &Candidate : Use.Candidates)
      if (CodeLines.contains(Key({Candidate.File, Candidate.Line, 0})))
        return true;
    return false;
  }

  /// An optimised variable may be in a spill slot for a while: debug info says
  /// which, and the instructions of the use that touch it are the use's.
  bool linkToSpillSlot(const UseFact &Use, Access &A) {
    std::optional<uint32_t> Code = codeOf(Use);
    const VariableLocation *Known =
        Code ? locationAt(Built.Variables[Use.Variable.Value], *Code) : nullptr;
    if (!Known)
      return false;
    std::optional<SlotPlace> Place = placeOf(Known->Where, *Code);
    if (!Place)
      return false;
    // The reload comes before the first instruction that has a line.
    constexpr uint32_t Reach = 8;
    uint32_t Begin = *Code < Reach ? 0 : *Code - Reach;
    auto T = std::lower_bound(
        Touches.begin(), Touches.end(), Begin,
        [](const ResolvedTouch &T, uint32_t I) { return T.Instruction < I; });
    for (; T != Touches.end() && T->Instruction <= *Code + Reach; ++T)
      if (T->Place.Slot == Place->Slot &&
          Blocks[T->Instruction] == Blocks[*Code] &&
          isAmongCandidates(Effective[T->Instruction], Use))
        A.Instructions.push_back(InstructionId(T->Instruction));
    if (A.Instructions.empty())
      return false;
    A.Slot = Place->Slot;
    A.Offset = Place->Offset;
    A.Size = Use.Size;
    return true;
  }

  /// "[rsp+0x8]" before instruction \p I.
  std::optional<SlotPlace> placeOf(llvm::StringRef Where, uint32_t I) const {
    if (!Where.consume_front("[") || !Where.consume_back("]"))
      return std::nullopt;
    size_t Sign = Where.find_first_of("+-");
    int64_t Displacement = 0;
    if (Sign != llvm::StringRef::npos) {
      bool IsNegative = Where[Sign] == '-';
      if (Where.substr(Sign + 1).getAsInteger(0, Displacement))
        return std::nullopt;
      Displacement = IsNegative ? -Displacement : Displacement;
    }
    llvm::StringRef Base = Where.substr(0, Sign);
    if (!isStackRegister(Base))
      return std::nullopt;
    return Built.find(Base, Displacement, States[I]);
  }

  const VariableLocation *locationAt(const LocalVariable &Variable,
                                     uint32_t I) const {
    uint32_t Address = Instructions[I].Address;
    for (const VariableLocation &L : Variable.Locations)
      if (L.Code.Begin <= Address && Address < L.Code.End)
        return &L;
    return nullptr;
  }

  /// "in a register here: rax", where debug info knows.
  std::string placeAt(const LocalVariable &Variable, uint32_t I) const {
    const VariableLocation *Known = locationAt(Variable, I);
    if (!Known)
      return "debug info has no place for it here";
    llvm::StringRef Where = Known->Where;
    if (Where == "optimised out")
      return "optimised out here";
    if (Where.consume_front("constant "))
      return "a constant here: " + Where.str();
    if (Where.starts_with("["))
      return "in memory here, not touched by this expression: " + Where.str();
    // A register's name is one word; all else is computed from several.
    return (Where.contains(' ') ? "no memory here: " : "in a register here: ") +
           Where.str();
  }

  //===--- The result ----------------------------------------------------===//

  void writeTouches() {
    finishOrigins(Facts, Frame, Built, Instructions, Touches, Origins);
    for (uint32_t T = 0; T != Touches.size(); ++T) {
      const ResolvedTouch &Touch = Touches[T];
      Instructions[Touch.Instruction].Touch =
          FrameTouch{.Slot = Touch.Place.Slot,
                     .Offset = Touch.Place.Offset,
                     .Size = Touch.Size,
                     .Kind = Touch.Kind,
                     .Origin = Origins[T]};
    }
  }
};

} // namespace

std::vector<Access> linkAccesses(const FunctionFacts &Facts,
                                 const CapturedFrame &Frame,
                                 const BuiltFrame &Built,
                                 const std::vector<StackState> &States,
                                 const std::vector<FileId> &FileOfDebugFile,
                                 std::vector<Instruction> &Instructions) {
  return Linker(Facts, Frame, Built, States, FileOfDebugFile, Instructions)
      .run();
}

} // namespace framewalk
