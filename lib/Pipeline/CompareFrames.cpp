//===- CompareFrames.cpp --------------------------------------------------===//

#include "Pipeline/CompareFrames.h"

#include "Render/FrameWords.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <fmt/format.h>

#include <map>
#include <set>

using namespace framewalk;

namespace {

FramePlace placeOf(const FrameSlot &S, int64_t Offset = 0,
                   std::optional<uint64_t> Size = std::nullopt) {
  FramePlace P;
  if (S.CfaOffset)
    P.CfaOffset = *S.CfaOffset + Offset;
  P.Base = S.Base;
  P.Displacement = S.Displacement + Offset;
  P.Size = Size.value_or(S.Size);
  return P;
}

/// A variable, and where it is.
struct Placed {
  const LocalVariable *Variable = nullptr;
  const FrameSlot *Slot = nullptr; ///< null: not in the frame
  FramePlace Place;
};

/// By name and, of equal names, by order.
using VariableKey = std::pair<std::string, unsigned>;

class FunctionComparer {
public:
  FunctionComparer(const FunctionReport &Before, const FunctionReport &After,
                   FunctionDiff &Diff)
      : Before(Before), After(After), Diff(Diff) {}

  void run() {
    Diff.BeforeFrame = bandsOf(Before);
    Diff.AfterFrame = bandsOf(After);
    compareBytes();
    compareVariables();
    compareTitled();
    compareCounted(SlotKind::Spill, "spill slot", "spill slots",
                   "values for which no register was free");
    compareCounted(SlotKind::Temporary, "temporary", "temporaries",
                   "results of parts of expressions");
    llvm::sort(Diff.Changes, [](const FrameChange &A, const FrameChange &B) {
      return orderOf(A) < orderOf(B);
    });
  }

private:
  /// From the highest address to the lowest, as ledgers are.
  static std::tuple<int64_t, std::string> orderOf(const FrameChange &C) {
    const FramePlace *P = C.After ? &*C.After : C.Before ? &*C.Before : nullptr;
    const bool IsPlaced = P && P->CfaOffset;
    return {IsPlaced ? -P->CfaOffset->Value : INT64_MAX, C.Name};
  }

  void add(FrameChange Change) { Diff.Changes.push_back(std::move(Change)); }

  static bool isCounted(const FrameSlot &S) {
    return !isAboveCfa(S) && S.Kind != SlotKind::RedZone;
  }

  static std::vector<FrameBand> bandsOf(const FunctionReport &F) {
    std::vector<FrameBand> Bands;
    for (uint32_t I = 0; I < F.Frame.slots().size(); ++I) {
      const FrameSlot &S = F.Frame.slots()[I];
      if (isCounted(S))
        Bands.push_back({.Kind = S.Kind,
                         .Name = slotName(F.Frame, SlotId(I)),
                         .Size = S.Size,
                         .CfaOffset = S.CfaOffset});
    }
    return Bands;
  }

  //===--- Bytes ----------------------------------------------------------===//

  void compareBytes() {
    std::set<SlotKind> Kinds;
    std::map<SlotKind, std::string> Names;
    for (const FunctionReport *F : {&Before, &After})
      for (const FrameSlot &S : F->Frame.slots())
        if (isCounted(S)) {
          Kinds.insert(S.Kind);
          Names.try_emplace(S.Kind, kindName(S));
        }
    for (SlotKind Kind : Kinds) {
      uint64_t Old = Before.Frame.bytesOf(Kind);
      uint64_t New = After.Frame.bytesOf(Kind);
      if (Old != New)
        Diff.Bytes.push_back(
            {.Kind = Kind, .Name = Names[Kind], .Before = Old, .After = New});
    }
  }

  //===--- Variables ------------------------------------------------------===//

  static std::map<VariableKey, Placed> variablesOf(const FunctionReport &F) {
    std::map<std::string, unsigned> Seen;
    std::map<VariableKey, Placed> All;
    for (uint32_t I = 0; I < F.Variables.size(); ++I) {
      const LocalVariable &V = F.Variables[I];
      if (V.Kind == VariableKind::Static || V.Kind == VariableKind::ThreadLocal)
        continue;
      Placed &P = All[{displayName(V), Seen[displayName(V)]++}];
      P.Variable = &V;
      if (V.Slots.empty() || V.Slots.front().Value >= F.Frame.slots().size())
        continue;
      P.Slot = &F.Frame.slot(V.Slots.front());
      P.Place = placeOf(*P.Slot);
      for (const Occupant &O : P.Slot->Occupants)
        if (O.Variable == VariableId(I))
          P.Place = placeOf(*P.Slot, O.Offset,
                            O.Size ? std::optional(O.Size) : std::nullopt);
    }
    return All;
  }

  void compareVariables() {
    std::map<VariableKey, Placed> Old = variablesOf(Before);
    std::map<VariableKey, Placed> New = variablesOf(After);
    for (const auto &[Key, Was] : Old) {
      auto Is = New.find(Key);
      if (Is != New.end())
        compareVariable(Was, Is->second);
      else if (Was.Slot)
        add({.Kind = ChangeKind::Vanished,
             .Name = Key.first,
             .Type = Was.Variable->Type,
             .Before = Was.Place,
             .Why = "the function has no such variable any more"});
    }
    for (const auto &[Key, Is] : New)
      if (!Old.count(Key) && Is.Slot)
        add({.Kind = ChangeKind::Appeared,
             .Name = Key.first,
             .Type = Is.Variable->Type,
             .After = Is.Place,
             .Why = "the function had no such variable before"});
  }

  void compareVariable(const Placed &Was, const Placed &Is) {
    FrameChange Change;
    Change.Name = displayName(*Is.Variable);
    Change.Type = Is.Variable->Type;
    if (Was.Slot)
      Change.Before = Was.Place;
    if (Is.Slot)
      Change.After = Is.Place;
    if (Was.Slot && !Is.Slot) {
      Change.Kind = ChangeKind::Vanished;
      Change.Why = whyNotInFrame(*Is.Variable);
    } else if (!Was.Slot && Is.Slot) {
      Change.Kind = ChangeKind::Appeared;
      Change.Why = "it was not in the frame: " + whyNotInFrame(*Was.Variable);
    } else if (!Was.Slot) {
      return;
    } else if (Was.Place.Size != Is.Place.Size) {
      Change.Kind = ChangeKind::Resized;
      Change.Why = whyMoved(Was, Is);
    } else if (Was.Place.CfaOffset != Is.Place.CfaOffset) {
      Change.Kind = ChangeKind::Moved;
      Change.Why = whyMoved(Was, Is);
    } else if (othersIn(Was) != othersIn(Is)) {
      Change.Kind = ChangeKind::Shared;
      Change.Why = whyMoved(Was, Is);
    } else {
      ++Diff.Unchanged;
      return;
    }
    add(std::move(Change));
  }

  /// "kept in registers: edi, ebx".
  static std::string whyNotInFrame(const LocalVariable &V) {
    std::vector<std::string> Places;
    constexpr size_t Most = 4;
    std::string Text = V.WhyNoSlot.empty() ? "it has no slot" : V.WhyNoSlot;
    for (const VariableLocation &L : V.Locations)
      if (!llvm::is_contained(Places, L.Where) &&
          !llvm::StringRef(Text).starts_with(L.Where)) // "optimised out"
        Places.push_back(L.Where);
    for (size_t I = 0; I < Places.size() && I < Most; ++I)
      Text += (I ? ", " : ": ") + Places[I];
    if (Places.size() > Most)
      Text += fmt::format(" and {} more", Places.size() - Most);
    return Text;
  }

  static std::set<std::string> othersIn(const Placed &P) {
    std::set<std::string> Names;
    for (const Occupant &O : P.Slot->Occupants)
      if (O.Name != P.Variable->Name)
        Names.insert(O.Name.empty() ? "a temporary" : O.Name);
    return Names;
  }

  static std::string listed(const std::set<std::string> &Names) {
    return llvm::join(Names, ", ");
  }

  static std::string whyMoved(const Placed &Was, const Placed &Is) {
    std::vector<std::string> Reasons;
    if (Is.Variable->Type != Was.Variable->Type)
      Reasons.push_back("its type was " + Was.Variable->Type);
    if (Is.Slot->Align != Was.Slot->Align)
      Reasons.push_back(fmt::format("aligned to {} bytes, to {} before",
                                    Is.Slot->Align, Was.Slot->Align));
    std::set<std::string> Old = othersIn(Was), New = othersIn(Is);
    if (Old != New && !New.empty())
      Reasons.push_back("shares its bytes with " + listed(New) +
                        ", whose life does not overlap");
    else if (Old != New)
      Reasons.push_back("has its bytes alone; it shared them with " +
                        listed(Old));
    if (!Is.Slot->Reason.empty() && Is.Slot->Reason != Was.Slot->Reason)
      Reasons.push_back(Is.Slot->Reason);
    return llvm::join(Reasons, "; ");
  }

  //===--- What has no variable -------------------------------------------===//

  static bool isTitled(const FrameSlot &S) {
    switch (S.Kind) {
    case SlotKind::SavedFramePointer:
    case SlotKind::CalleeSaved:
    case SlotKind::StackProtector:
    case SlotKind::RegisterSaveArea:
    case SlotKind::SavedStackPointer:
    case SlotKind::Dynamic:
    case SlotKind::OutgoingArgument:
    case SlotKind::ByvalCopy:
      return true;
    default:
      return false;
    }
  }

  static std::map<VariableKey, const FrameSlot *>
  titledSlots(const FunctionReport &F) {
    std::map<std::string, unsigned> Seen;
    std::map<VariableKey, const FrameSlot *> All;
    for (const FrameSlot &S : F.Frame.slots())
      if (isTitled(S) && S.Occupants.empty()) {
        std::string Title = S.Title.empty() ? kindName(S) : S.Title;
        All[{Title, Seen[Title]++}] = &S;
      }
    return All;
  }

  void compareTitled() {
    std::map<VariableKey, const FrameSlot *> Old = titledSlots(Before);
    std::map<VariableKey, const FrameSlot *> New = titledSlots(After);
    for (const auto &[Key, Was] : Old) {
      auto Is = New.find(Key);
      if (Is == New.end())
        add({.Kind = ChangeKind::Vanished,
             .Name = Key.first,
             .Before = placeOf(*Was),
             .Why = whyGone(*Was)});
      else if (Was->CfaOffset != Is->second->CfaOffset ||
               Was->Size != Is->second->Size)
        add({.Kind = Was->Size == Is->second->Size ? ChangeKind::Moved
                                                   : ChangeKind::Resized,
             .Name = Key.first,
             .Before = placeOf(*Was),
             .After = placeOf(*Is->second)});
    }
    for (const auto &[Key, Is] : New)
      if (!Old.count(Key))
        add({.Kind = ChangeKind::Appeared,
             .Name = Key.first,
             .After = placeOf(*Is),
             .Why = Is->Reason});
  }

  std::string whyGone(const FrameSlot &Was) const {
    if (Was.Kind == SlotKind::SavedFramePointer && !After.Frame.framePointer())
      return "no frame pointer: the slots are reached from the stack pointer";
    if (Was.Kind == SlotKind::CalleeSaved)
      return "the code does not use that register any more";
    return "";
  }

  struct Sum {
    size_t Count = 0;
    uint64_t Bytes = 0;
  };
  static Sum sumOf(const FunctionReport &F, SlotKind Kind) {
    Sum S;
    for (const FrameSlot &Slot : F.Frame.slots())
      if (Slot.Kind == Kind && Slot.Occupants.empty()) {
        ++S.Count;
        S.Bytes += Slot.Size;
      }
    return S;
  }

  /// Many and without names: as one.
  void compareCounted(SlotKind Kind, const char *One, const char *Several,
                      const char *What) {
    Sum Old = sumOf(Before, Kind), New = sumOf(After, Kind);
    if (Old.Count == New.Count && Old.Bytes == New.Bytes)
      return;
    FrameChange Change;
    Change.Kind = !Old.Count   ? ChangeKind::Appeared
                  : !New.Count ? ChangeKind::Vanished
                               : ChangeKind::Resized;
    const Sum &Shown = New.Count ? New : Old;
    Change.Name =
        fmt::format("{} {}", Shown.Count, Shown.Count == 1 ? One : Several);
    FramePlace P;
    P.Size = Old.Bytes;
    if (Old.Count)
      Change.Before = P;
    P.Size = New.Bytes;
    if (New.Count)
      Change.After = P;
    Change.Why = What;
    if (Old.Count && New.Count)
      Change.Why += fmt::format("; {} before", Old.Count);
    add(std::move(Change));
  }

  const FunctionReport &Before;
  const FunctionReport &After;
  FunctionDiff &Diff;
};

class DocumentComparer {
public:
  DocumentComparer(const ReportDocument &Before, const ReportDocument &After,
                   DiffReport &Report)
      : Before(Before), After(After), Report(Report) {}

  void run() {
    llvm::StringMap<const FunctionReport *> Old, OldByName;
    for (const TranslationUnitReport &U : Before.Units)
      for (const FunctionReport &F : U.Functions) {
        Old.try_emplace(F.LinkageName, &F);
        OldByName.try_emplace(F.Name, &F);
      }
    std::set<const FunctionReport *> Matched;
    llvm::StringMap<char> NewSymbols;
    for (const TranslationUnitReport &U : After.Units)
      for (const FunctionReport &F : U.Functions)
        NewSymbols[F.LinkageName];
    for (const TranslationUnitReport &U : After.Units)
      for (const FunctionReport &F : U.Functions) {
        const FunctionReport *Was = Old.lookup(F.LinkageName);
        // Another parameter is another symbol.
        if (!Was)
          if (const FunctionReport *Named = OldByName.lookup(F.Name);
              Named && !NewSymbols.contains(Named->LinkageName) &&
              !Matched.count(Named))
            Was = Named;
        Matched.insert(Was);
        compare(U, F, Was);
      }
    for (const TranslationUnitReport &U : Before.Units)
      for (const FunctionReport &F : U.Functions)
        if (!Matched.count(&F))
          gone(U, F);
  }

private:
  static std::string placeOf(const TranslationUnitReport &U,
                             const FunctionReport &F) {
    return fmt::format("{}:{}",
                       F.Position.File.Value < U.Files.size()
                           ? U.Files[F.Position.File.Value]
                           : U.Source,
                       F.Position.Line);
  }

  static FunctionDiff begin(const TranslationUnitReport &U,
                            const FunctionReport &F) {
    FunctionDiff Diff;
    Diff.Name = F.Signature.empty() ? F.Name : F.Signature;
    Diff.LinkageName = F.LinkageName;
    Diff.Place = placeOf(U, F);
    return Diff;
  }

  /// Whether \p Text has \p Name as a word, not as a part of another name.
  static bool mentions(llvm::StringRef Text, llvm::StringRef Name) {
    auto IsPart = [](llvm::StringRef C) {
      return !C.empty() && (llvm::isAlnum(C[0]) || C[0] == '_' || C[0] == ':');
    };
    for (size_t At = Text.find(Name); At != Text.npos;
         At = Text.find(Name, At + 1))
      if (!IsPart(Text.slice(0, At).take_back()) &&
          !IsPart(Text.drop_front(At + Name.size())))
        return true;
    return false;
  }

  /// What a unit's notes say of a function that has no frame there.
  static std::string noteAbout(const ReportDocument &Document,
                               const std::string &Name) {
    for (const TranslationUnitReport &U : Document.Units)
      for (const std::string &Note : U.Notes)
        if (llvm::StringRef(Note).starts_with("no ") && mentions(Note, Name))
          return Note;
    return "";
  }

  void compare(const TranslationUnitReport &U, const FunctionReport &F,
               const FunctionReport *Was) {
    FunctionDiff Diff = begin(U, F);
    Diff.After = F.Frame.size();
    if (Was) {
      Diff.Before = Was->Frame.size();
      FunctionComparer(*Was, F, Diff).run();
    } else {
      Diff.Note = noteAbout(Before, F.Name);
      if (Diff.Note.empty())
        Diff.Note = "it is new";
    }
    if (Diff.isSame())
      ++Report.Same;
    else
      Report.Functions.push_back(std::move(Diff));
  }

  void gone(const TranslationUnitReport &U, const FunctionReport &F) {
    FunctionDiff Diff = begin(U, F);
    Diff.Before = F.Frame.size();
    Diff.Note = noteAbout(After, F.Name);
    if (Diff.Note.empty())
      Diff.Note = "it is gone";
    Report.Functions.push_back(std::move(Diff));
  }

  const ReportDocument &Before;
  const ReportDocument &After;
  DiffReport &Report;
};

} // namespace

DiffReport framewalk::compareFrames(const ReportDocument &Before,
                                    std::string BeforeName,
                                    const ReportDocument &After,
                                    std::string AfterName) {
  DiffReport Report;
  Report.BeforeName = std::move(BeforeName);
  Report.AfterName = std::move(AfterName);
  DocumentComparer(Before, After, Report).run();
  return Report;
}
