//===- FramesNeeded.cpp ---------------------------------------------------===//
//
// HeirFinder goes from the function that had the local to the first caller that
// makes another call, and from there down until frames cover the bytes. Here
// the same way is taken with bounds of the frames' sizes in place of frames.
//
//===----------------------------------------------------------------------===//
#include "Pipeline/FramesNeeded.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringMap.h"

#include <limits>
#include <tuple>

using namespace framewalk;

namespace {

/// A lambda without a number of its own has another symbol each time that code
/// is generated.
bool hasPassingName(llvm::StringRef Symbol) { return Symbol.contains("$_"); }

class Needs {
public:
  Needs(const CodeOutline &Outline, const SourceFacts &Facts)
      : Outline(Outline), Functions(Outline.size()) {
    for (uint32_t I = 0; I < Outline.size(); ++I) {
      Numbers.try_emplace(Outline[I].Symbol, I);
      for (uint32_t C = 0; C < Outline[I].Calls.size(); ++C)
        if (uint32_t To = Outline[I].Calls[C].Callee;
            To != OutlinedCall::Unknown)
          Functions[To].Sites.push_back({.Caller = I, .Call = C});
    }
    for (const FunctionFacts &F : Facts.Functions)
      for (const std::string &Symbol : F.LinkageNames)
        if (auto It = Numbers.find(Symbol); It != Numbers.end())
          Functions[It->second].Position = F.Position;
  }

  void addOwner(const std::string &Symbol) {
    if (hasPassingName(Symbol)) {
      for (uint32_t I = 0; I < Outline.size(); ++I)
        if (hasPassingName(Outline[I].Symbol))
          addOwner(I);
    } else if (auto It = Numbers.find(Symbol); It != Numbers.end()) {
      addOwner(It->second);
    }
  }

  llvm::StringSet<> all() const {
    llvm::StringSet<> Symbols;
    for (uint32_t I = 0; I < Outline.size(); ++I)
      if (Functions[I].IsNeeded)
        Symbols.insert(Outline[I].Symbol);
    return Symbols;
  }

  llvm::StringSet<> rest() const {
    llvm::StringSet<> Symbols;
    for (uint32_t I = 0; I < Outline.size(); ++I)
      if (!Functions[I].IsNeeded && !hasPassingName(Outline[I].Symbol))
        Symbols.insert(Outline[I].Symbol);
    return Symbols;
  }

private:
  struct Site {
    uint32_t Caller = 0;
    uint32_t Call = 0;
  };
  struct Function {
    SourcePosition Position;
    std::vector<Site> Sites;
    bool IsNeeded = false;
    /// The way up has come by here.
    bool IsLeft = false;
    /// The way down has come by here, with so many bytes to cover.
    uint64_t Covered = 0;
    bool CoversAll = false;
    unsigned Visits = 0;
  };
  static constexpr unsigned MostVisits = 8;
  static constexpr uint64_t AnyDepth = std::numeric_limits<uint64_t>::max();

  static uint64_t below(uint64_t Depth, uint64_t Bytes) {
    return Depth == AnyDepth ? AnyDepth : Depth - Bytes;
  }

  void addOwner(uint32_t F) {
    need(F);
    leave(F, Outline[F].MostBytes);
  }

  void need(uint32_t F) {
    if (Functions[F].IsNeeded)
      return;
    Functions[F].IsNeeded = true;
    for (const OutlinedCall &Call : Outline[F].Calls)
      if (Call.IsInlined && Call.Callee != OutlinedCall::Unknown)
        need(Call.Callee);
  }

  /// HeirFinder's callers are in the order of the source.
  void sortSites(std::vector<Site> &Sites) const {
    auto Order = [&](const Site &S) {
      return std::tie(Functions[S.Caller].Position, Outline[S.Caller].Symbol,
                      S.Call);
    };
    llvm::sort(Sites, [&](const Site &A, const Site &B) {
      return Order(A) < Order(B);
    });
  }

  /// \p F has returned; the bytes are at most \p Depth below its CFA. True: the
  /// next call is known.
  bool leave(uint32_t F, uint64_t Depth) {
    if (Functions[F].IsLeft)
      return false;
    Functions[F].IsLeft = true;
    sortSites(Functions[F].Sites);
    for (const Site &At : Functions[F].Sites) {
      const OutlinedFunction &Caller = Outline[At.Caller];
      need(At.Caller);
      auto Rest = llvm::drop_begin(Caller.Calls, At.Call + 1);
      auto Next = llvm::find_if(
          Rest, [](const OutlinedCall &Call) { return !Call.EndsProgram; });
      const bool GoesOn = !Caller.Calls[At.Call].IsTailCall;
      if (GoesOn && Next != Rest.end()) {
        cover(*Next, Depth);
        if (!Caller.IsDynamic)
          return true;
      } else if (At.Caller != F && leave(At.Caller, Depth + Caller.MostBytes)) {
        return true;
      }
    }
    return false;
  }

  /// True: \p Call and what it calls have \p Depth bytes for certain.
  bool cover(const OutlinedCall &Call, uint64_t Depth) {
    if (Call.Callee == OutlinedCall::Unknown)
      return true;
    Function &F = Functions[Call.Callee];
    if (Depth <= F.Covered)
      return F.CoversAll;
    if (++F.Visits > MostVisits)
      Depth = AnyDepth;
    F.Covered = Depth;
    F.CoversAll = false;
    need(Call.Callee);
    const OutlinedFunction &Code = Outline[Call.Callee];
    bool IsAll = Depth <= Code.LeastBytes;
    for (size_t I = 0; !IsAll && I < Code.Calls.size(); ++I)
      if (Code.Calls[I].Callee != Call.Callee && !Code.Calls[I].EndsProgram)
        IsAll = cover(Code.Calls[I], Code.Calls[I].IsTailCall
                                         ? Depth
                                         : below(Depth, Code.LeastBytes));
    return F.CoversAll = IsAll;
  }

  const CodeOutline &Outline;
  llvm::StringMap<uint32_t> Numbers;
  std::vector<Function> Functions;
};

} // namespace

llvm::StringSet<>
framewalk::framesNotNeeded(const CodeOutline &Outline, const SourceFacts &Facts,
                           llvm::ArrayRef<std::string> Owners) {
  Needs Needed(Outline, Facts);
  for (const std::string &Symbol : Owners)
    Needed.addOwner(Symbol);
  return Needed.rest();
}

llvm::StringSet<> framewalk::framesNeeded(const CodeOutline &Outline,
                                          const SourceFacts &Facts,
                                          llvm::ArrayRef<std::string> Owners) {
  Needs Needed(Outline, Facts);
  for (const std::string &Symbol : Owners)
    Needed.addOwner(Symbol);
  return Needed.all();
}

//===--- Bodies -----------------------------------------------------------===//

namespace {

/// Finds out which calls are gone from the machine code, and with them whose
/// bodies became parts of others.
class Inlining {
public:
  Inlining(const CodeOutline &Source, const CodeOutline &Machine)
      : Source(Source), Machine(Machine), SourceNumbers(numbersOf(Source)),
        MachineNumbers(numbersOf(Machine)) {}

  void follow(const std::string &Symbol) {
    Bodies.insert(Symbol);
    if (auto It = MachineNumbers.find(Symbol); It != MachineNumbers.end())
      follow(Symbol, It->second);
  }

  llvm::StringSet<> take() { return std::move(Bodies); }

private:
  using Numbers = llvm::StringMap<uint32_t>;
  using Counts = llvm::MapVector<uint32_t, uint32_t>;

  static Numbers numbersOf(const CodeOutline &Outline) {
    Numbers Result;
    for (uint32_t I = 0; I < Outline.size(); ++I)
      Result.try_emplace(Outline[I].Symbol, I);
    return Result;
  }

  /// How often \p F calls each.
  static Counts countsOf(const OutlinedFunction &F) {
    Counts Result;
    for (const OutlinedCall &Call : F.Calls)
      if (Call.Callee != OutlinedCall::Unknown)
        ++Result[Call.Callee];
    return Result;
  }

  /// \p Code is the machine code that the function is in: its own, or that of
  /// a caller where it has none.
  void follow(llvm::StringRef Symbol, uint32_t Code) {
    auto It = SourceNumbers.find(Symbol);
    if (It == SourceNumbers.end())
      return;
    const Counts Left = countsOf(Machine[Code]);
    for (auto [Callee, Count] : countsOf(Source[It->second])) {
      const std::string &Name = Source[Callee].Symbol;
      auto Own = MachineNumbers.find(Name);
      const bool IsAlone = Own != MachineNumbers.end();
      // Equal calls that nobody comes back from become one.
      if (const uint32_t Now = IsAlone ? Left.lookup(Own->second) : 0;
          Now >= Count || (Now && !hasCallsOf(Own->second, Left)))
        continue;
      take(Name, Code);
    }
    for (uint32_t Mentioned : Source[It->second].Mentioned)
      take(Source[Mentioned].Symbol, Code);
  }

  /// \p Name's body, which may have become a part of \p Code.
  void take(const std::string &Name, uint32_t Code) {
    auto Own = MachineNumbers.find(Name);
    if (Bodies.insert(Name).second)
      follow(Name, Own != MachineNumbers.end() ? Own->second : Code);
  }

  /// What \p Inlined calls is called wherever it has become a part of.
  bool hasCallsOf(uint32_t Inlined, const Counts &Left) const {
    return llvm::all_of(Machine[Inlined].Calls, [&](const OutlinedCall &Call) {
      return Call.Callee == OutlinedCall::Unknown || Call.Callee == Inlined ||
             Left.contains(Call.Callee);
    });
  }

  const CodeOutline &Source;
  const CodeOutline &Machine;
  Numbers SourceNumbers;
  Numbers MachineNumbers;
  llvm::StringSet<> Bodies;
};

} // namespace

llvm::StringSet<> framewalk::bodiesNeeded(const CodeOutline &Source,
                                          const CodeOutline &Machine,
                                          const llvm::StringSet<> &Wanted) {
  Inlining Parts(Source, Machine);
  for (const OutlinedFunction &Code : Machine)
    if (Wanted.contains(Code.Symbol))
      Parts.follow(Code.Symbol);
  return Parts.take();
}
