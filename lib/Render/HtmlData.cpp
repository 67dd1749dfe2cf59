//===- HtmlData.cpp -------------------------------------------------------===//

#include "Render/HtmlData.h"

#include "Render/FindingWords.h"
#include "Render/FrameWords.h"
#include "Render/HtmlSource.h"
#include "Render/HtmlText.h"
#include "Render/JsonMembers.h"
#include "Render/WalkText.h"

#include "llvm/Support/raw_ostream.h"

#include <optional>
#include <utility>

using namespace framewalk;

namespace {

/// JSON with little around the numbers.
class DataWriter {
public:
  DataWriter(llvm::raw_ostream &OS, const TranslationUnitReport &Unit,
             SourceLines &Lines)
      : OS(OS), Unit(Unit), Lines(Lines) {}

protected:
  template <typename Range, typename Write>
  void list(const Range &Items, Write Each) {
    OS << '[';
    bool IsFirst = true;
    for (const auto &Item : Items) {
      if (!IsFirst)
        OS << ',';
      IsFirst = false;
      Each(Item);
    }
    OS << ']';
  }
  /// A member that is a list, behind another member.
  template <typename Range, typename Write>
  void member(const char *Key, const Range &Items, Write Each) {
    key(Key);
    list(Items, Each);
  }
  void key(const char *Key) { OS << ",\"" << Key << "\":"; }

  void text(std::string_view Text) { writeString(OS, visibleText(Text)); }
  void next(int64_t Number) { OS << ',' << Number; }
  void next(std::string_view Text) {
    OS << ',';
    text(Text);
  }
  template <typename Tag> void nextId(const std::optional<Id<Tag>> &Id) {
    OS << ',' << (Id ? int64_t(Id->Value) : -1);
  }
  void hex(uint64_t Value) { writeHex(OS, Value); }

  /// In UTF-16 units, as the script's strings count.
  uint32_t column(const SourcePosition &P) {
    if (P.Column == 0)
      return 0;
    return utf16Units(Lines.line(Unit.fileName(P.File), P.Line), P.Column - 1) +
           1;
  }

  llvm::raw_ostream &OS;
  const TranslationUnitReport &Unit;
  SourceLines &Lines;
};

class FunctionWriter : DataWriter {
public:
  FunctionWriter(llvm::raw_ostream &OS, const TranslationUnitReport &Unit,
                 const FunctionReport &F, SourceLines &Lines,
                 SharedTexts &Texts)
      : DataWriter(OS, Unit, Lines), F(F), Texts(Texts) {}

  void write() {
    OS << "{\"cfa\":";
    if (std::optional<VirtualAddress> Cfa = cfaAddress())
      hex(Cfa->Value);
    else
      OS << "null";
    member("slots", F.Frame.slots(), [&](const FrameSlot &S) { slot(S); });
    member("variables", F.Variables,
           [&](const LocalVariable &V) { variable(V); });
    member("lives", F.Lifetimes, [&](const Lifetime &L) { life(L); });
    member("accesses", F.Accesses, [&](const Access &A) { access(A); });
    touches();
    member("heap", F.HeapCalls, [&](const HeapCall &C) { heapCall(C); });
    code();
    pieces("prologue", F.Prologue);
    pieces("epilogues", F.Epilogues);
    room();
    OS << '}';
  }

private:
  /// A string that may occur often: its number.
  int64_t shared(std::string_view Text) { return Texts.numberOf(Text); }

  /// Lines of other files are told as 0: they are not beside the frame.
  void position(const SourcePosition &P) {
    const bool IsHere = P.isValid() && P.File == F.Position.File;
    next(IsHere ? P.Line : 0);
    next(IsHere ? column(P) : 0);
  }

  /// Where the simulated activation has its CFA: what lies at a fixed distance
  /// from it was walked to.
  std::optional<VirtualAddress> cfaAddress() const {
    for (const MemoryTouch &T : F.Memory)
      if (T.Place.Base == PlaceBase::Cfa && T.Range == 0 && !T.Walks.empty())
        return T.Walks.front().Virtual - T.Place.Offset;
    return std::nullopt;
  }

  void slot(const FrameSlot &S) {
    OS << '[';
    text(name(S.Kind));
    OS << ',';
    if (S.CfaOffset)
      OS << S.CfaOffset->Value;
    else
      OS << "null";
    next(S.Size);
    next(S.MaxSize ? int64_t(*S.MaxSize) : -1);
    next(S.Base);
    next(S.Displacement);
    next(S.Title.empty() ? kindName(S) : S.Title);
    next(S.Reason);
    OS << ',';
    list(S.Occupants, [&](const Occupant &O) {
      OS << '[';
      text(displayName(F, O));
      next(O.Type);
      nextId(O.Variable);
      next(O.Offset);
      next(O.Size);
      OS << ']';
    });
    OS << ']';
  }

  void variable(const LocalVariable &V) {
    OS << '[';
    text(displayName(V));
    next(V.Type);
    position(V.Declared);
    OS << ',';
    list(V.Slots, [&](SlotId Slot) { OS << Slot.Value; });
    next(V.WhyNoSlot);
    OS << ']';
  }

  void life(const Lifetime &L) {
    const bool IsForever = L.Storage == StorageDuration::Static ||
                           L.Storage == StorageDuration::Thread;
    OS << '[' << L.Variable.Value;
    position(IsForever ? SourcePosition() : L.Begin);
    position(IsForever ? SourcePosition() : L.End);
    next(shared(L.Note));
    next(shared(L.Before));
    next(shared(L.After));
    OS << ',';
    list(L.Code, [&](const CodeRange &R) {
      OS << '[' << R.Begin;
      next(R.End);
      OS << ']';
    });
    OS << ']';
  }

  /// Walk, byte within the page, and whether the TLB knew the page: the walk
  /// has the rest of both addresses.
  void walk(const AccessWalk &W) {
    OS << '[' << W.Walk.Value;
    next(W.Virtual.Value & 0xfff);
    next(W.Tlb == TlbOutcome::Hit);
    OS << ']';
  }

  void access(const Access &A) {
    OS << '[' << A.Variable.Value;
    position(A.Position);
    next(int64_t(A.Kind));
    nextId(A.Slot);
    next(A.Offset);
    next(A.Size);
    OS << ',';
    list(A.Instructions, [&](InstructionId I) { OS << I.Value; });
    next(shared(A.WhyUnlinked));
    if (A.Walk) {
      OS << ',';
      walk(*A.Walk);
    }
    for (const AccessWalk &W : A.MorePages) {
      OS << ',';
      walk(W);
    }
    OS << ']';
  }

  /// The instruction as the distance from the touch before.
  void touches() {
    uint32_t Last = 0;
    member("touches", F.Memory, [&](const MemoryTouch &T) {
      OS << '['
         << T.Instruction.Value - std::exchange(Last, T.Instruction.Value);
      next(int64_t(T.Kind));
      next(T.Size);
      next(shared(T.What));
      OS << ',';
      list(T.Walks, [&](const AccessWalk &W) { walk(W); });
      next(shared(T.Role == MemoryRole::Operand ? "" : name(T.Role)));
      if (T.Range || !T.WhyUnresolved.empty()) {
        next(T.Range);
        next(shared(T.WhyUnresolved));
      }
      OS << ']';
    });
  }

  void heapCall(const HeapCall &C) {
    OS << '[';
    text(C.Function);
    position(C.Position);
    next(C.Effect);
    OS << ']';
  }

  template <typename Number>
  void instructionColumn(const char *Key, Number Of) {
    member(Key, F.Instructions,
           [&](const Instruction &I) { OS << int64_t(Of(I)); });
  }

  /// Each as the distance from the one before.
  template <typename Number>
  void instructionDistances(const char *Key, Number Of) {
    int64_t Before = 0;
    instructionColumn(Key, [&](const Instruction &I) {
      const int64_t Here = Of(I);
      return Here - std::exchange(Before, Here);
    });
  }

  void code() {
    key("bytes");
    OS << '"';
    for (const Instruction &I : F.Instructions)
      for (unsigned B = 0; B < I.Length; ++B)
        OS << "0123456789abcdef"[I.Bytes[B] >> 4]
           << "0123456789abcdef"[I.Bytes[B] & 0xf];
    OS << '"';
    instructionColumn("length", [](const Instruction &I) { return I.Length; });
    uint32_t End = 0;
    instructionColumn("gap", [&](const Instruction &I) {
      return I.Address - std::exchange(End, I.Address + I.Length);
    });
    instructionColumn("text",
                      [&](const Instruction &I) { return shared(I.Text); });
    instructionColumn("effect",
                      [&](const Instruction &I) { return shared(I.Effect); });
    instructionDistances("line", [&](const Instruction &I) {
      return I.Position.File == F.Position.File ? I.Position.Line : 0;
    });
    instructionDistances("depth", [](const Instruction &I) {
      return I.StackDepth.value_or(-1);
    });
    instructionDistances("anchor", [](const Instruction &I) {
      return I.FramePointerDepth.value_or(-1);
    });
    key("frameTouches");
    OS << '[';
    size_t Last = 0;
    bool IsFirst = true;
    for (size_t Index = 0; Index < F.Instructions.size(); ++Index) {
      const std::optional<FrameTouch> &T = F.Instructions[Index].Touch;
      if (!T)
        continue;
      OS << (IsFirst ? "[" : ",[") << Index - std::exchange(Last, Index);
      IsFirst = false;
      nextId(T->Slot);
      next(T->Offset);
      next(T->Size);
      next(int64_t(T->Kind));
      next(shared(originText(T->Origin)));
      OS << ']';
    }
    OS << ']';
  }

  void pieces(const char *Key, const std::vector<InstructionRange> &Pieces) {
    member(Key, Pieces, [&](const InstructionRange &R) {
      OS << '[' << R.Begin.Value;
      next(R.End.Value);
      OS << ']';
    });
  }

  void room() {
    key("toLimit");
    OS << F.Stack.ToLimit;
    key("toGap");
    if (F.Stack.ToGuardGap)
      OS << *F.Stack.ToGuardGap;
    else
      OS << "null";
  }

  const FunctionReport &F;
  SharedTexts &Texts;
};

class UnitWriter : DataWriter {
public:
  UnitWriter(llvm::raw_ostream &OS, const TranslationUnitReport &Unit,
             const UnitAnchors &Anchors, SourceLines &Lines,
             const SharedTexts &Texts)
      : DataWriter(OS, Unit, Lines), Anchors(Anchors), Texts(Texts) {}

  void write() {
    OS << "{\"walks\":";
    list(Unit.Walks, [&](const PageWalk &W) { walk(W); });
    member("findings", Unit.Findings, [&](const Finding &F) { finding(F); });
    member("texts", Texts.all(), [&](std::string_view Each) { text(Each); });
    OS << '}';
  }

private:
  void walk(const PageWalk &W) {
    OS << '[';
    hex(W.Page.Value);
    OS << ',';
    hex(W.Frame.Value);
    OS << ',';
    list(W.Steps, [&](const PageWalkStep &S) {
      OS << '[';
      text(tableName(S.Level, W.Steps.size() > 2));
      OS << ',';
      hex(S.Table.Value);
      next(S.Index);
      OS << ',';
      hex(S.Entry);
      OS << ',';
      list(S.Flags, [&](const std::string &Flag) { text(Flag); });
      OS << ']';
    });
    if (W.Fault) {
      OS << ',' << W.Fault->ErrorCode;
      next(errorText(W.Fault->ErrorCode));
      OS << ',';
      hex(W.Fault->Cr2.Value);
      next(W.Fault->Kernel);
    }
    OS << ']';
  }

  void place(const SourcePosition &P) {
    next(P.isValid() ? std::string_view(Unit.fileName(P.File)) : "");
    next(P.Line);
    next(column(P));
    next(P.isValid() ? Anchors.at(Unit, P) : "");
  }

  void finding(const Finding &F) {
    OS << "{\"message\":";
    text(F.Message);
    key("steps");
    list(flowOf(F), [&](const Sentence &S) {
      OS << '[';
      text(S.Text);
      place(S.Position);
      next(name(S.Role));
      next(int64_t(S.Kind));
      OS << ']';
    });
    if (F.Place && F.Place->CfaOffset) {
      key("dead");
      OS << '[' << F.Place->CfaOffset->Value;
      next(F.Place->Size);
      next(F.Variable);
      next(Anchors.of(F.OwnerSymbol, F.Function));
      OS << ']';
    }
    if (F.Next) {
      key("heir");
      text(F.Next->Description);
      member("parts", F.Next->Parts, [&](const HeirPart &P) {
        OS << '[' << P.Offset;
        next(P.Size);
        next(name(P.Kind));
        next(P.Owner);
        next(Anchors.of("", P.Function));
        next(name(P.Written));
        if (P.CfaOffset)
          OS << ',' << P.CfaOffset->Value;
        OS << ']';
      });
    }
    OS << '}';
  }

  const UnitAnchors &Anchors;
  const SharedTexts &Texts;
};

} // namespace

size_t SharedTexts::numberOf(std::string_view Text) {
  auto [It, IsNew] = Numbers.try_emplace(Text, Texts.size());
  if (IsNew)
    Texts.push_back(Text);
  return It->second;
}

std::string framewalk::functionData(const TranslationUnitReport &Unit,
                                    const FunctionReport &F, SourceLines &Lines,
                                    SharedTexts &Texts) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  FunctionWriter(OS, Unit, F, Lines, Texts).write();
  return Text;
}

std::string framewalk::unitData(const TranslationUnitReport &Unit,
                                const UnitAnchors &Anchors, SourceLines &Lines,
                                const SharedTexts &Texts) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  UnitWriter(OS, Unit, Anchors, Lines, Texts).write();
  return Text;
}
