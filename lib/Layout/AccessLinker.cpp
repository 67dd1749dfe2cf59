//===- AccessLinker.cpp ---------------------------------------------------===//
//
// A use and an instruction belong together where the instruction touches the
// variable's bytes and its debug line is the place of the use or of an
// expression around it. The nearest such place decides.
//
//===----------------------------------------------------------------------===//
#include "Layout/AccessLinker.h"

#include "Layout/AccessIndex.h"
#include "Layout/TouchOrigins.h"
#include "Layout/UnlinkedUses.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>

namespace framewalk {

namespace {

class Linker {
public:
  Linker(const FunctionFacts &Facts, const CapturedFrame &Frame,
         const BuiltFrame &Built, const std::vector<StackState> &States,
         const std::vector<FileId> &FileOfDebugFile,
         std::vector<Instruction> &Instructions)
      : Facts(Facts), Frame(Frame), Built(Built), States(States),
        Instructions(Instructions),
        Index(Facts, Frame, Built, States, FileOfDebugFile, Instructions) {}

  std::vector<Access> run() {
    std::vector<Access> Accesses;
    Accesses.reserve(Facts.Uses.size());
    for (const UseFact &Use : Facts.Uses)
      Accesses.push_back(link(Use));
    linkImplicitUses();
    attachRest(Accesses);
    divideAmongEqualUses(Accesses);
    followAddresses(Accesses);
    explainUnlinked(Facts, Frame, Built, States, Instructions, Index, Accesses);
    writeTouches();
    sortByPosition(Accesses);
    return Accesses;
  }

private:
  const FunctionFacts &Facts;
  const CapturedFrame &Frame;
  const BuiltFrame &Built;
  const std::vector<StackState> &States;
  std::vector<Instruction> &Instructions;
  AccessIndex Index;

  //===--- One use -------------------------------------------------------===//

  /// Whether \p Touch may reach the bytes that \p Use is about.
  bool overlaps(const ResolvedTouch &Touch, const VariableHome &At,
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
    const llvm::SmallVector<VariableHome, 1> &At =
        Index.Homes[Use.Variable.Value];
    if (!At.empty())
      place(At.front(), Use, Result);
    if (At.empty() || !Use.Unevaluated.empty())
      return Result;

    Wanted Wants = wantedBy(Use);
    llvm::SmallVector<uint32_t, 4> Found, Fallback;
    for (const SourcePosition &Candidate : Use.Candidates) {
      collect(Use, At, Index.Key(Candidate), Wants, Found, Fallback);
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
                         const llvm::SmallVector<VariableHome, 1> &At,
                         llvm::SmallVectorImpl<uint32_t> &Found,
                         Access &Result) {
    Index.gatherPlaces();
    std::optional<uint32_t> Code = Index.codeOf(Use);
    if (!Code)
      return;
    auto IsHome = [&](const ResolvedTouch &Touch) {
      return llvm::any_of(At, [&](const VariableHome &H) {
        return H.Slot == Touch.Place.Slot.Value;
      });
    };
    if (Index.isLoadedOnce(Use.Variable)) {
      std::optional<uint32_t> Load = lastBefore(*Code, [&](const auto &Touch) {
        return Touch.Kind == AccessKind::Read && IsHome(Touch);
      });
      if (Load)
        Found.push_back(*Load);
      else if (At.front().IsPointer && Index.Blocks[*Code] == 0)
        linkToUser(*Code, Use, Result);
      return;
    }
    // Two loads of one place with nothing between them become one.
    std::optional<uint32_t> Load;
    if (Use.Kind == AccessKind::Read || At.front().IsPointer)
      Load = lastBefore(*Code, [&](const auto &Touch) {
        return Touch.Kind != AccessKind::Address && IsHome(Touch);
      });
    if (Load && Index.Touches[*Load].Kind == AccessKind::Read &&
        overlaps(Index.Touches[*Load], At.front(), Use) &&
        !hasCallBetween(Index.Touches[*Load].Instruction, *Code)) {
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
                          const llvm::SmallVector<VariableHome, 1> &At,
                          llvm::SmallVectorImpl<uint32_t> &Found) {
    SlotId Slot(At.front().Slot);
    if (Use.Kind != AccessKind::Read ||
        Built.Layout.slot(Slot).Kind != SlotKind::Parameter)
      return;
    Index.gatherPlaces();
    std::optional<uint32_t> Code = Index.codeOf(Use);
    if (!Code)
      return;
    std::optional<uint32_t> Last = lastBefore(
        *Code, [&](const auto &Touch) { return Touch.Place.Slot == Slot; });
    if (Last && Index.Touches[*Last].Kind == AccessKind::Read &&
        overlaps(Index.Touches[*Last], At.front(), Use) &&
        !Instructions[Index.Touches[*Last].Instruction].Position.isValid())
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
        Index.Touches.begin(), Index.Touches.end(), Code,
        [](uint32_t I, const ResolvedTouch &T) { return I < T.Instruction; });
    while (After != Index.Touches.begin()) {
      --After;
      if (Index.Blocks[After->Instruction] != Index.Blocks[Code])
        return std::nullopt;
      if (Fits(*After))
        return After - Index.Touches.begin();
    }
    return std::nullopt;
  }

  /// An address that was spilled is reloaded where the use needs it.
  void addReloadsOf(uint32_t Address, uint32_t Code, const UseFact &Use,
                    llvm::SmallVectorImpl<uint32_t> &Found) const {
    llvm::StringRef Register =
        Frame.Instructions[Index.Touches[Address].Instruction].Register;
    std::optional<uint32_t> Spill;
    for (uint32_t T = Address + 1; T != Index.Touches.size(); ++T) {
      const ResolvedTouch &Touch = Index.Touches[T];
      const CapturedInstruction &I = Frame.Instructions[Touch.Instruction];
      if (Index.Blocks[Touch.Instruction] != Index.Blocks[Code])
        return;
      if (!Spill && I.IsSpillStore && Register == I.SourceRegister)
        Spill = Touch.Place.Slot.Value;
      if (Spill == Touch.Place.Slot.Value && I.IsSpillReload &&
          Index.isAmongCandidates(Index.Effective[Touch.Instruction], Use))
        Found.push_back(T);
    }
  }

  /// The object is the caller's, and the register that its address came in
  /// still has it: no byte of this frame is touched on the way to it.
  void linkToUser(uint32_t Code, const UseFact &Use, Access &Result) const {
    uint64_t At = Index.Key(Instructions[Code].Position);
    for (uint32_t I = Code; I != Instructions.size(); ++I) {
      if (Index.Blocks[I] != Index.Blocks[Code])
        return;
      const CapturedInstruction &Each = Frame.Instructions[I];
      bool GoesThrough = Each.Memory.Use != MemoryUse::None &&
                         *Each.Memory.Base &&
                         !isStackRegister(Each.Memory.Base);
      if (Index.Key(Instructions[I].Position) != At ||
          (Each.Kind != InstructionKind::Call && !GoesThrough))
        continue;
      Result.Instructions.push_back(InstructionId(I));
      Result.Slot.reset();
      Result.Offset = Use.Offset;
      Result.Size = Use.Size;
      return;
    }
  }

  void place(const VariableHome &At, const UseFact &Use, Access &Result) const {
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
  void collect(const UseFact &Use, const llvm::SmallVector<VariableHome, 1> &At,
               uint64_t Place, Wanted &Wants,
               llvm::SmallVectorImpl<uint32_t> &Found,
               llvm::SmallVectorImpl<uint32_t> &Fallback) const {
    Wanted Rest = Wants;
    llvm::SmallVector<uint32_t, 4> Others;
    for (const VariableHome &H : At) {
      for (const TouchEntry &E : Index.entriesAt(H.Slot, Place)) {
        const ResolvedTouch &Touch = Index.Touches[E.Touch];
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
      if (Index.Origins[T] == TouchOrigin::Unknown)
        Index.Origins[T] = TouchOrigin::Source;
      Result.Instructions.push_back(
          InstructionId(Index.Touches[T].Instruction));
    }
    sortInstructions(Result);
    if (!Found.empty())
      Result.Slot = Index.Touches[Found.front()].Place.Slot;
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
        if (claimImplicit(Use, Index.Key(Candidate)))
          break;
  }

  bool claimImplicit(const ImplicitUseFact &Use, uint64_t At) {
    bool Any = false;
    for (const VariableHome &H : Index.Homes[Use.Variable.Value])
      for (const TouchEntry &E : Index.entriesAt(H.Slot, At))
        if (Index.Origins[E.Touch] == TouchOrigin::Unknown) {
          Index.Origins[E.Touch] = Use.Origin;
          Any = true;
        }
    return Any;
  }

  /// An instruction may do a part of a use that its kind does not tell: the
  /// load before a bit-field is stored, the address of a copy. It goes to the
  /// use that has its place nearest.
  void attachRest(std::vector<Access> &Accesses) {
    llvm::DenseSet<std::pair<uint32_t, uint64_t>> Open;
    for (const TouchEntry &E : Index.Entries)
      if (Index.Origins[E.Touch] == TouchOrigin::Unknown)
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
      for (const VariableHome &H : Index.Homes[Use.Variable.Value])
        for (uint32_t Rank = 0; Rank != Use.Candidates.size(); ++Rank) {
          uint64_t At = Index.Key(Use.Candidates[Rank]);
          if (!Open.contains({H.Slot, At}))
            continue;
          for (const TouchEntry &E : Index.entriesAt(H.Slot, At))
            if (Index.Origins[E.Touch] == TouchOrigin::Unknown &&
                overlaps(Index.Touches[E.Touch], H, Use))
              if (Nearest &Known = UseOf[E.Touch]; Rank < Known.Rank)
                Known = {U, Rank};
        }
    }
    for (const auto &[T, To] : UseOf) {
      Index.Origins[T] = TouchOrigin::Source;
      Accesses[To.Use].Instructions.push_back(
          InstructionId(Index.Touches[T].Instruction));
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
          Index.Homes[A.Variable.Value].front().IsPointer)
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
    return Index.isAmongCandidates(Index.Key(Instructions[I].Position), Use);
  }

  //===--- The result ----------------------------------------------------===//

  void writeTouches() {
    finishOrigins(Facts, Frame, Built, Instructions, Index.Touches,
                  Index.Origins);
    for (uint32_t T = 0; T != Index.Touches.size(); ++T) {
      const ResolvedTouch &Touch = Index.Touches[T];
      Instructions[Touch.Instruction].Touch =
          FrameTouch{.Slot = Touch.Place.Slot,
                     .Offset = Touch.Place.Offset,
                     .Size = Touch.Size,
                     .Kind = Touch.Kind,
                     .Origin = Index.Origins[T]};
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
