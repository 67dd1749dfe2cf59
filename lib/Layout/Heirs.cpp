//===- Heirs.cpp ----------------------------------------------------------===//

#include "Layout/Heirs.h"

#include "Support/Words.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSwitch.h"

#include <fmt/format.h>

#include <algorithm>

using namespace framewalk;

namespace {

/// Frames on the way from a call down to the bytes, and up to a caller that
/// goes on; and all frames looked at for one finding.
constexpr unsigned DeepestFrame = 16;
constexpr unsigned MostFrames = 400;

/// Of a conversation about many parts, so many are told.
constexpr size_t MostParts = 3;

bool overlaps(int64_t A, uint64_t ASize, int64_t B, uint64_t BSize) {
  return A < B + int64_t(BSize) && B < A + int64_t(ASize);
}

uint64_t pointerBytes(const TranslationUnitReport &Unit) {
  for (const FunctionReport &F : Unit.Functions)
    for (const FrameSlot &S : F.Frame.slots())
      if (S.Kind == SlotKind::ReturnAddress)
        return S.Size;
  return 8;
}

bool isBranch(const Instruction &I) {
  return llvm::StringRef(I.Text).starts_with("j");
}

bool hasBranch(const FunctionReport &F, InstructionId From, InstructionId To) {
  for (uint32_t I = From.Value + 1; I < To.Value; ++I)
    if (isBranch(F.Instructions[I]))
      return true;
  return false;
}

/// Instructions before the first branch run whenever the function does.
uint32_t firstBranch(const FunctionReport &F) {
  for (uint32_t I = 0; I < F.Instructions.size(); ++I)
    if (isBranch(F.Instructions[I]))
      return I;
  return F.Instructions.size();
}

/// What \p F's code does to the bytes [Begin, Begin + Size) of its frame.
Overwrite writes(const FunctionReport &F, int64_t Begin, uint64_t Size) {
  uint32_t Certain = firstBranch(F);
  Overwrite Result = Overwrite::Never;
  auto Saw = [&](uint32_t At) {
    Overwrite Now = At < Certain ? Overwrite::Always : Overwrite::Perhaps;
    Result = std::max(Result, Now);
  };
  for (const MemoryTouch &T : F.Memory)
    if (T.Kind != AccessKind::Read && T.Place.Base == PlaceBase::Cfa &&
        overlaps(T.Place.Offset, std::max(T.Range, T.Size), Begin, Size)) {
      if (T.Range > T.Size)
        Result = std::max(Result, Overwrite::Perhaps);
      else
        Saw(T.Instruction.Value);
    }
  for (uint32_t I = 0; I < F.Instructions.size(); ++I) {
    const std::optional<FrameTouch> &T = F.Instructions[I].Touch;
    if (!T || !T->Slot || T->Kind == AccessKind::Read)
      continue;
    const FrameSlot &S = F.Frame.slot(*T->Slot);
    if (!S.CfaOffset)
      continue;
    // Whoever has the address may write anywhere in the slot.
    if (T->Kind == AccessKind::Address &&
        overlaps(S.CfaOffset->Value, S.Size, Begin, Size))
      Result = std::max(Result, Overwrite::Perhaps);
    if (T->Kind != AccessKind::Address &&
        overlaps(S.CfaOffset->Value + T->Offset, T->Size, Begin, Size))
      Saw(I);
  }
  return Result;
}

/// The occupant with most of the bytes, which are counted from the slot's
/// lowest one.
const Occupant *occupantOf(const FrameSlot &S, int64_t Begin, uint64_t Size) {
  const Occupant *Best = nullptr;
  int64_t Most = 0;
  for (const Occupant &O : S.Occupants) {
    int64_t Common =
        std::min(O.Offset + int64_t(O.Size), Begin + int64_t(Size)) -
        std::max(O.Offset, Begin);
    if (Common > Most) {
      Best = &O;
      Most = Common;
    }
  }
  return Best;
}

std::string quoted(const std::string &Name) {
  return Name.empty() ? "a temporary" : "'" + Name + "'";
}

std::string ownerText(const FunctionReport &G, const FrameSlot &S,
                      const Occupant *O) {
  std::string Of = G.Name + "()";
  switch (S.Kind) {
  case SlotKind::ReturnAddress:
    return Of + "'s return address";
  case SlotKind::SavedFramePointer:
  case SlotKind::CalleeSaved:
    return Of + "'s " + (S.Title.empty() ? "saved register" : S.Title);
  case SlotKind::StackProtector:
    return Of + "'s stack protector";
  case SlotKind::Spill:
    return "a register that " + Of + " spills";
  case SlotKind::Padding:
    return "padding in " + Of + "'s frame";
  case SlotKind::OutgoingArgument:
    return "an argument that " + Of + " passes on";
  default:
    break;
  }
  if (O)
    return quoted(O->Name) + " of " + Of;
  return (S.Title.empty() ? "a temporary" : S.Title) + " of " + Of;
}

/// Neighbours of one owner are one part.
void join(std::vector<HeirPart> &Parts) {
  llvm::sort(Parts, [](const HeirPart &A, const HeirPart &B) {
    return A.Offset < B.Offset;
  });
  std::vector<HeirPart> Joined;
  for (HeirPart &P : Parts) {
    if (!Joined.empty() && Joined.back().Owner == P.Owner &&
        Joined.back().Written == P.Written &&
        Joined.back().Offset + Joined.back().Size == P.Offset)
      Joined.back().Size += P.Size;
    else
      Joined.push_back(std::move(P));
  }
  Parts = std::move(Joined);
}

/// "then g()'s saved rbp".
std::string partsText(const std::vector<HeirPart> &Parts) {
  bool NothingWritten = llvm::all_of(
      Parts, [](const HeirPart &P) { return P.Written == Overwrite::Never; });
  if (NothingWritten && Parts.size() == 1)
    return "still after that: the bytes are " + Parts.front().Owner +
           ", which nothing writes";
  if (NothingWritten)
    return "still after that: nothing writes them there";
  if (Parts.size() == 1)
    return Parts.front().Owner + (Parts.front().Written == Overwrite::Perhaps
                                      ? ", if it is written"
                                      : "");
  std::string Text;
  for (size_t I = 0; I < Parts.size() && I < MostParts; ++I)
    Text += fmt::format("{}{} {}", I ? ", " : "",
                        I ? std::to_string(Parts[I].Size)
                          : bytesText(Parts[I].Size) + " of",
                        I ? "of " + Parts[I].Owner : Parts[I].Owner);
  if (Parts.size() > MostParts)
    Text += fmt::format(" and {} more", Parts.size() - MostParts);
  return Text + ", from the lowest up";
}

std::string staleText(const std::string &Stale) {
  return Stale.empty() ? "the old bytes" : "the stale " + Stale;
}

} // namespace

/// How much has been looked at, and how deep it is there.
struct HeirFinder::Search {
  unsigned Depth = 0;
  unsigned Frames = 0;

  bool enter() {
    if (Depth >= DeepestFrame || Frames >= MostFrames)
      return false;
    ++Depth, ++Frames;
    return true;
  }
  void leave() { --Depth; }
};

HeirFinder::HeirFinder(const TranslationUnitReport &Unit)
    : Unit(Unit), PointerBytes(pointerBytes(Unit)) {
  llvm::StringMap<uint32_t> Functions;
  for (uint32_t I = 0; I < Unit.Functions.size(); ++I)
    Functions.try_emplace(Unit.Functions[I].LinkageName, I);
  for (uint32_t I = 0; I < Unit.Image.Symbols.size(); ++I)
    if (auto It = Functions.find(Unit.Image.Symbols[I].Name);
        It != Functions.end())
      FunctionOfSymbol[I] = It->second;
  for (uint32_t F = 0; F < Unit.Functions.size(); ++F) {
    const std::vector<CallSite> &Calls = Unit.Functions[F].Calls;
    for (uint32_t C = 0; C < Calls.size(); ++C)
      if (Calls[C].Symbol)
        if (auto It = FunctionOfSymbol.find(*Calls[C].Symbol);
            It != FunctionOfSymbol.end())
          SitesOfFunction[It->second].push_back({.Function = F, .Call = C});
  }
}

const FunctionReport *HeirFinder::callee(const CallSite &Call) const {
  if (!Call.Symbol)
    return nullptr;
  auto It = FunctionOfSymbol.find(*Call.Symbol);
  return It == FunctionOfSymbol.end() ? nullptr : &Unit.Functions[It->second];
}

std::string HeirFinder::calleeName(const CallSite &Call) const {
  if (const FunctionReport *F = callee(Call))
    return F->Name;
  if (!Call.Symbol || *Call.Symbol >= Unit.Image.Symbols.size())
    return "";
  const ImageSymbol &S = Unit.Image.Symbols[*Call.Symbol];
  return S.Title.empty() ? S.Name : S.Title;
}

/// Calls that nobody comes back from: no program that goes on has made them.
bool HeirFinder::endsProgram(const CallSite &Call) const {
  if (!Call.Symbol || *Call.Symbol >= Unit.Image.Symbols.size())
    return false;
  return llvm::StringSwitch<bool>(Unit.Image.Symbols[*Call.Symbol].Name)
      .Cases({"__stack_chk_fail", "__stack_chk_fail_local", "abort", "exit",
              "_exit", "_Exit", "__assert_fail", "_Unwind_Resume",
              "__clang_call_terminate", "__cxa_throw", "__cxa_rethrow"},
             true)
      .Default(false);
}

std::optional<int64_t> HeirFinder::distance(const FunctionReport &Caller,
                                            const CallSite &Call) const {
  if (Call.Instruction.Value >= Caller.Instructions.size())
    return std::nullopt;
  std::optional<int64_t> Depth =
      Caller.Instructions[Call.Instruction.Value].StackDepth;
  // At a jump the return address is there already: the caller's own.
  if (Depth && Call.IsTailCall)
    *Depth -= int64_t(PointerBytes);
  return Depth;
}

//===--- After a return
//-----------------------------------------------------===//

/// The first call after one of \p F, in its caller or, where that makes none,
/// in the caller's caller.
std::optional<HeirFinder::NextCall>
HeirFinder::nextCall(const FunctionReport &F, int64_t Begin, Search &S) const {
  auto Sites = SitesOfFunction.find(uint32_t(&F - Unit.Functions.data()));
  if (Sites == SitesOfFunction.end() || !S.enter())
    return std::nullopt;
  std::optional<NextCall> Found;
  for (const Site &At : Sites->second) {
    const FunctionReport &Caller = Unit.Functions[At.Function];
    const CallSite &Call = Caller.Calls[At.Call];
    std::optional<int64_t> Before = distance(Caller, Call);
    if (!Before)
      continue;
    int64_t FromCaller = Begin - *Before;
    uint32_t After = At.Call + 1;
    while (After < Caller.Calls.size() && endsProgram(Caller.Calls[After]))
      ++After;
    if (Call.IsTailCall || After == Caller.Calls.size()) {
      if (&Caller != &F)
        Found = nextCall(Caller, FromCaller, S);
    } else {
      const CallSite &Next = Caller.Calls[After];
      if (std::optional<int64_t> Then = distance(Caller, Next))
        Found = NextCall{.Caller = &Caller,
                         .Call = &Next,
                         .Begin = FromCaller + *Then,
                         .IsBehindBranch = hasBranch(Caller, Call.Instruction,
                                                     Next.Instruction)};
    }
    if (Found)
      break;
  }
  S.leave();
  return Found;
}

void HeirFinder::unknownParts(const std::string &Name, FrameBytesRange Bytes,
                              uint64_t At, std::vector<HeirPart> &Parts) const {
  std::string Of = Name.empty() ? "the callee" : Name + "()";
  HeirPart Part = {.Offset = At, .Size = Bytes.Size, .Function = Name};
  Part.CfaOffset = FrameOffset(Bytes.Begin);
  int64_t ReturnAddress = -int64_t(PointerBytes);
  if (Bytes.Begin + int64_t(Bytes.Size) <= ReturnAddress) {
    Part.Owner =
        "whatever " + Of + ", whose code is not here, has in its frame";
    Parts.push_back(std::move(Part));
    return;
  }
  if (Bytes.Begin < ReturnAddress) {
    uint64_t Below = ReturnAddress - Bytes.Begin;
    unknownParts(Name, {.Begin = Bytes.Begin, .Size = Below}, At, Parts);
    Part.Offset = At + Below;
    Part.Size = Bytes.Size - Below;
    Part.CfaOffset = FrameOffset(ReturnAddress);
  }
  Part.Kind = SlotKind::ReturnAddress;
  Part.Owner = Of + "'s return address";
  Part.Written = Overwrite::Always;
  Parts.push_back(std::move(Part));
}

/// Bytes below \p G's frame are the frames of what it calls.
void HeirFinder::partsBelow(const FunctionReport &G, FrameBytesRange Bytes,
                            uint64_t At, Search &S,
                            std::vector<HeirPart> &Parts) const {
  if (S.enter()) {
    for (const CallSite &Call : G.Calls) {
      std::optional<int64_t> Distance = distance(G, Call);
      if (!Distance || callee(Call) == &G || endsProgram(Call))
        continue;
      std::vector<HeirPart> Found;
      FrameBytesRange There = {.Begin = Bytes.Begin + *Distance,
                               .Size = Bytes.Size};
      calleeParts({.Caller = &G, .Call = &Call, .Begin = There.Begin}, There,
                  At, S, Found);
      if (llvm::all_of(Found, [](const HeirPart &P) {
            return P.Kind == SlotKind::RedZone;
          }))
        continue;
      // A call behind a branch may not be made.
      if (Call.Instruction.Value >= firstBranch(G))
        for (HeirPart &P : Found)
          P.Written = std::min(P.Written, Overwrite::Perhaps);
      llvm::append_range(Parts, Found);
      S.leave();
      return;
    }
    S.leave();
  }
  Parts.push_back({.Offset = At,
                   .Size = Bytes.Size,
                   .Kind = SlotKind::RedZone,
                   .Owner = "below " + G.Name + "()'s frame",
                   .Function = G.Name,
                   .Variable = "",
                   .CfaOffset = FrameOffset(Bytes.Begin),
                   .Written = Overwrite::Never});
}

void HeirFinder::frameParts(const FunctionReport &G, FrameBytesRange Bytes,
                            uint64_t At, Search &S,
                            std::vector<HeirPart> &Parts) const {
  int64_t End = Bytes.Begin + int64_t(Bytes.Size);
  int64_t Lowest = 0;
  bool IsAllFixed = true;
  for (const FrameSlot &Slot : G.Frame.slots()) {
    if (Slot.Kind == SlotKind::RedZone)
      continue;
    if (!Slot.CfaOffset) {
      IsAllFixed = false;
      continue;
    }
    int64_t Begin = Slot.CfaOffset->Value;
    Lowest = std::min(Lowest, Begin);
    if (Begin >= 0 || !overlaps(Begin, Slot.Size, Bytes.Begin, Bytes.Size))
      continue;
    int64_t From = std::max(Begin, Bytes.Begin);
    int64_t To = std::min(Begin + int64_t(Slot.Size), End);
    const Occupant *O = occupantOf(Slot, From - Begin, To - From);
    HeirPart Part = {.Offset = At + uint64_t(From - Bytes.Begin),
                     .Size = uint64_t(To - From),
                     .Kind = Slot.Kind,
                     .Owner = ownerText(G, Slot, O),
                     .Function = G.Name,
                     .Variable = O ? O->Name : "",
                     .CfaOffset = FrameOffset(From),
                     .Written = writes(G, From, To - From)};
    if (Slot.Kind == SlotKind::ReturnAddress ||
        Slot.Kind == SlotKind::SavedFramePointer)
      Part.Written = Overwrite::Always;
    Parts.push_back(std::move(Part));
  }
  if (Bytes.Begin >= Lowest)
    return;
  FrameBytesRange Below = {.Begin = Bytes.Begin,
                           .Size =
                               uint64_t(std::min(Lowest, End) - Bytes.Begin)};
  if (IsAllFixed && G.Frame.size().Max)
    return partsBelow(G, Below, At, S, Parts);
  Parts.push_back({.Offset = At,
                   .Size = Below.Size,
                   .Kind = SlotKind::Unattributed,
                   .Owner = "the part of " + G.Name +
                            "()'s frame that only run time places",
                   .Function = G.Name,
                   .Variable = "",
                   .CfaOffset = std::nullopt,
                   .Written = Overwrite::Perhaps});
}

void HeirFinder::calleeParts(const NextCall &Call, FrameBytesRange Bytes,
                             uint64_t At, Search &S,
                             std::vector<HeirPart> &Parts) const {
  std::string Name = calleeName(*Call.Call);
  if (Bytes.Begin + int64_t(Bytes.Size) > 0) {
    uint64_t Above =
        std::min<uint64_t>(Bytes.Size, Bytes.Begin + int64_t(Bytes.Size));
    Parts.push_back({.Offset = At + Bytes.Size - Above,
                     .Size = Above,
                     .Kind = SlotKind::OutgoingArgument,
                     .Owner = "what " + Call.Caller->Name + "() pushes for " +
                              (Name.empty() ? "the call" : Name + "()"),
                     .Function = Call.Caller->Name,
                     .Variable = "",
                     .CfaOffset = std::nullopt,
                     .Written = Overwrite::Perhaps});
    Bytes.Size -= Above;
    if (Bytes.Size == 0)
      return;
  }
  const FunctionReport *G = callee(*Call.Call);
  if (!G || G->Frame.slots().empty())
    return unknownParts(Name, Bytes, At, Parts);
  frameParts(*G, Bytes, At, S, Parts);
}

Heir HeirFinder::afterReturn(const FunctionReport &F, FrameBytesRange Bytes,
                             std::string Stale) const {
  Heir Result;
  Result.StaleValue = std::move(Stale);
  if (Bytes.Begin >= 0) {
    Result.Description = "a read returns " + staleText(Result.StaleValue) +
                         " at first: they belong to the caller's outgoing "
                         "arguments, and its next call may overwrite them";
    return Result;
  }
  uint64_t Depth = uint64_t(-Bytes.Begin);
  // Signal handlers keep off the red zone (System V ABI, 3.2.2), which i386
  // does not have.
  bool IsSafeFromSignals = PointerBytes == 8 && Depth <= 128;
  std::string Signal = IsSafeFromSignals ? "" : " or a signal comes";
  Search S;
  std::optional<NextCall> Next = nextCall(F, Bytes.Begin, S);
  if (!Next) {
    Result.Description = fmt::format(
        "a read returns {} until the caller's next call{}; from the same stack "
        "pointer, its return address goes to CFA-{}",
        staleText(Result.StaleValue), IsSafeFromSignals ? "" : " or a signal",
        PointerBytes);
    if (Depth > PointerBytes)
      Result.Description += fmt::format(
          ", and its frame covers all of these bytes if it is {} deep or more",
          bytesText(Depth));
    return Result;
  }
  Result.Kind = HeirKind::LaterCall;
  Result.Caller = Next->Caller->Name;
  Result.Callee = calleeName(*Next->Call);
  Result.Call =
      Next->Caller->Instructions[Next->Call->Instruction.Value].Position;
  S = {};
  calleeParts(*Next, {.Begin = Next->Begin, .Size = Bytes.Size}, 0, S,
              Result.Parts);
  join(Result.Parts);
  std::string Callee =
      Result.Callee.empty() ? "through a pointer" : Result.Callee + "()";
  std::string Line =
      Result.Call.isValid() ? fmt::format(" in line {}", Result.Call.Line) : "";
  Result.Description =
      fmt::format("a read returns {} until {}() calls {}{}{}{}; then {}",
                  staleText(Result.StaleValue), Result.Caller, Callee, Line,
                  Next->IsBehindBranch ? ", if it goes there" : "", Signal,
                  partsText(Result.Parts));
  return Result;
}

//===--- While the frame stays
//----------------------------------------------===//

static const Lifetime *lifetimeOf(const FunctionReport &F, VariableId V) {
  auto Found = llvm::find_if(
      F.Lifetimes, [&](const Lifetime &L) { return L.Variable == V; });
  return Found == F.Lifetimes.end() ? nullptr : &*Found;
}

/// The first variable that begins to live in bytes of \p V once it is dead.
static const Occupant *nextOccupant(const FunctionReport &F, const FrameSlot &S,
                                    VariableId V) {
  const Lifetime *Mine = lifetimeOf(F, V);
  auto Self = llvm::find_if(S.Occupants,
                            [&](const Occupant &O) { return O.Variable == V; });
  if (!Mine || Self == S.Occupants.end())
    return nullptr;
  const Occupant *Best = nullptr;
  SourcePosition BestBegin;
  for (const Occupant &O : S.Occupants) {
    if (!O.Variable || O.Variable == V ||
        !overlaps(O.Offset, O.Size, Self->Offset, Self->Size))
      continue;
    const Lifetime *L = lifetimeOf(F, *O.Variable);
    if (L && Mine->End <= L->Begin && (!Best || L->Begin < BestBegin)) {
      Best = &O;
      BestBegin = L->Begin;
    }
  }
  return Best;
}

Heir HeirFinder::inFrame(const FunctionReport &F, VariableId V,
                         std::string Stale) const {
  Heir Result;
  Result.Kind = HeirKind::SameFrame;
  Result.StaleValue = std::move(Stale);
  const LocalVariable &Variable = F.Variables[V.Value];
  Result.Slot = Variable.Slots.front();
  const FrameSlot &S = F.Frame.slot(*Result.Slot);
  const Lifetime *L = lifetimeOf(F, V);
  std::string Read = "a read returns " + staleText(Result.StaleValue);
  const Occupant *Next = nextOccupant(F, S, V);
  if (!Next) {
    if (L && L->Storage == StorageDuration::Iteration)
      Result.Description =
          Read + " until the next round, which has its own in the same bytes";
    else if (L && L->Storage == StorageDuration::DynamicArray)
      Result.Description = Read + " until the next call: the stack pointer "
                                  "has moved back over them";
    else
      Result.Description = Read + " until the function has returned: nothing "
                                  "else in this frame uses the bytes";
    return Result;
  }
  const Occupant *Mine = occupantOf(S, 0, S.Size);
  for (const Occupant &O : S.Occupants)
    if (O.Variable == V)
      Mine = &O;
  int64_t From = std::max(Mine->Offset, Next->Offset);
  int64_t To = std::min(Mine->Offset + int64_t(Mine->Size),
                        Next->Offset + int64_t(Next->Size));
  HeirPart Part = {.Offset = uint64_t(From - Mine->Offset),
                   .Size = uint64_t(To - From),
                   .Kind = S.Kind,
                   .Owner = quoted(Next->Name),
                   .Function = F.Name,
                   .Variable = Next->Name,
                   .CfaOffset = std::nullopt,
                   .Written = Overwrite::Perhaps};
  if (S.CfaOffset)
    Part.CfaOffset = *S.CfaOffset + From;
  bool IsAll = Part.Size == Mine->Size;
  Result.Description = fmt::format(
      "a read returns {} until {} of line {} has {} bytes",
      staleText(Result.StaleValue), quoted(Next->Name), Next->Declared.Line,
      IsAll ? "the" : fmt::format("{} of the", Part.Size));
  Result.Parts.push_back(std::move(Part));
  return Result;
}
