//===- ScopeTracker.cpp ---------------------------------------------------===//
#include "Frontend/ScopeTracker.h"

#include <algorithm>

namespace framewalk {

static std::string lineAndColumn(const SourcePosition &P) {
  return std::to_string(P.Line) + ":" + std::to_string(P.Column);
}

static std::string quoted(const VariableFact &V) {
  if (!V.Name.empty())
    return "`" + V.Name + "`";
  bool IsTemporary = V.Kind == VariableKind::Temporary ||
                     V.Kind == VariableKind::ExtendedTemporary;
  return std::string(IsTemporary ? "the temporary at " : "the object at ") +
         lineAndColumn(V.Declared);
}

void ScopeTracker::open(ScopeKind Kind, SourcePosition Begin,
                        SourcePosition DebugPlace) {
  Scope S;
  S.Kind = Kind;
  S.Parent = Current;
  S.Begin = Begin;
  S.DebugPlace = DebugPlace;
  if (!DebugPlace.isValid() && Current != None)
    S.DebugPlace = Scopes[Current].DebugPlace;
  Current = ScopeIndex(Scopes.size());
  Scopes.push_back(std::move(S));
}

void ScopeTracker::close(SourcePosition End) {
  Scopes[Current].End = End;
  Current = Scopes[Current].Parent;
}

void ScopeTracker::declare(VariableId Variable, Destruction End) {
  if (Declarations.size() <= Variable.Value)
    Declarations.resize(Variable.Value + 1);
  Declarations[Variable.Value] = {Current, ++Clock, End};
  Scopes[Current].Variables.push_back(Variable);
}

void ScopeTracker::addExits(uint32_t Jump, ScopeIndex From, ScopeIndex Target) {
  for (ScopeIndex S = From; S != Target && S != None; S = Scopes[S].Parent)
    Scopes[S].Exits.push_back(Jump);
}

void ScopeTracker::jump(std::string_view Word, SourcePosition Place,
                        ScopeIndex Target, bool IsLast) {
  uint32_t Index = uint32_t(Jumps.size());
  Jumps.push_back({Word, Place, Current, ++Clock, nullptr, 0, IsLast});
  addExits(Index, Current, Target);
}

void ScopeTracker::jumpTo(const void *Label, SourcePosition Place) {
  Jumps.push_back({"goto", Place, Current, ++Clock, Label, 0, false});
}

void ScopeTracker::label(const void *Label) {
  Labels[Label] = {Current, ++Clock};
}

void ScopeTracker::enter(std::string_view Word, SourcePosition Place,
                         ScopeIndex Switch) {
  uint32_t Index = uint32_t(Jumps.size());
  bool Passes = false;
  for (ScopeIndex S = Current; S != Switch && S != None; S = Scopes[S].Parent)
    if (!Scopes[S].Variables.empty()) {
      Scopes[S].Entries.push_back(Index);
      Passes = true;
    }
  // Nearly every case label: nothing is declared before it.
  if (Passes)
    Jumps.push_back({Word, Place, Current, ++Clock, nullptr, 0, false});
}

ScopeTracker::ScopeIndex ScopeTracker::commonScope(ScopeIndex A,
                                                   ScopeIndex B) const {
  // A scope's index is larger than that of the scopes around it.
  while (A != B) {
    if (A > B)
      A = Scopes[A].Parent;
    else
      B = Scopes[B].Parent;
    if (A == None || B == None)
      return None;
  }
  return A;
}

void ScopeTracker::resolveGotos() {
  for (uint32_t I = 0; I != Jumps.size(); ++I) {
    Jump &J = Jumps[I];
    if (!J.Label)
      continue;
    auto Found = Labels.find(J.Label);
    if (Found == Labels.end())
      continue;
    const Landing &To = Found->second;
    ScopeIndex Common = commonScope(J.From, To.Scope);
    addExits(I, J.From, Common);
    for (ScopeIndex S = To.Scope; S != Common; S = Scopes[S].Parent)
      Scopes[S].Entries.push_back(I);
    if (To.When < J.When) {
      // Backward, to before declarations of the scope that holds the label.
      J.Since = To.When;
      if (Common != None)
        Scopes[Common].Exits.push_back(I);
    } else {
      // Entries are compared with the moment of landing.
      J.Since = To.When;
    }
  }
}

std::string ScopeTracker::describeLife(const VariableFact &V,
                                       const Scope &S) const {
  switch (V.Storage) {
  case StorageDuration::Parameter:
    return "from the call to the return";
  case StorageDuration::Static:
    return "one object for all calls, until the program ends";
  case StorageDuration::Thread:
    return "one object for each thread, until the thread ends";
  case StorageDuration::FullExpression:
    return "until the end of the full expression";
  case StorageDuration::DynamicArray:
    return "a variable-length array: from its declaration, where its size is "
           "computed, to the block's }";
  case StorageDuration::Extended:
    return V.LifeNote; // the collector knows what extends it
  case StorageDuration::Block:
  case StorageDuration::Iteration:
    break;
  }
  std::string Note;
  switch (S.Kind) {
  case ScopeKind::Head:
    Note = "until the end of the statement that declares it";
    break;
  case ScopeKind::LoopCondition:
    Note = "anew each time the condition is evaluated";
    break;
  case ScopeKind::Handler:
    Note = "until the end of the handler";
    break;
  default:
    if (Source == Language::C)
      // C11 6.2.4p6: the lifetime extends from entry into the block.
      Note = "lifetime from the block's { at " + lineAndColumn(S.Begin) +
             "; usable from here";
    else
      Note = "until the block's }";
    if (S.Kind == ScopeKind::LoopBody)
      Note += "; anew in each iteration";
    break;
  }
  return Note;
}

void ScopeTracker::describeDestruction(VariableId Variable, const Scope &S,
                                       std::string &Note) const {
  const Declared &D = Declarations[Variable.Value];
  if (D.End == Destruction::CleanupAttribute)
    Note += "; its cleanup function is called at " + lineAndColumn(S.End);
  if (D.End != Destruction::Destructor)
    return;
  Note += "; destroyed at " + lineAndColumn(S.End);
  // The reverse of the order of declaration: [class.dtor], [stmt.jump]p2.
  const VariableFact *Before = nullptr;
  const VariableFact *After = nullptr;
  bool Passed = false;
  for (VariableId Other : S.Variables) {
    if (Other == Variable) {
      Passed = true;
      continue;
    }
    if (Declarations[Other.Value].End == Destruction::None)
      continue;
    if (!Passed)
      Before = &Facts.Variables[Other.Value];
    else if (!After)
      After = &Facts.Variables[Other.Value];
  }
  if (Before)
    Note += ", before " + quoted(*Before);
  if (After)
    Note += ", after " + quoted(*After);
}

/// "`return` at 5:7, `break` at 9:3, 10:3 and 4 more".
static std::string
listJumps(const std::vector<std::pair<std::string_view, SourcePosition>> &All) {
  constexpr size_t Limit = 3;
  std::string Text;
  std::string_view LastWord;
  for (size_t I = 0; I != std::min(Limit, All.size()); ++I) {
    if (I)
      Text += ", ";
    if (All[I].first != LastWord)
      Text += "`" + std::string(All[I].first) + "` at ";
    Text += lineAndColumn(All[I].second);
    LastWord = All[I].first;
  }
  if (All.size() > Limit)
    Text += " and " + std::to_string(All.size() - Limit) + " more";
  return Text;
}

void ScopeTracker::describeJumps(const Declared &D, const VariableFact &V,
                                 const Scope &S, std::string &Note) const {
  if (V.Storage == StorageDuration::Parameter ||
      V.Storage == StorageDuration::Static ||
      V.Storage == StorageDuration::Thread)
    return;
  std::vector<std::pair<std::string_view, SourcePosition>> Out, In;
  for (uint32_t Index : S.Exits) {
    const Jump &J = Jumps[Index];
    bool IsBackward = J.Label && J.Since < J.When;
    bool InScopeOfLabel =
        IsBackward && commonScope(J.From, D.Scope) == D.Scope &&
        commonScope(Labels.find(J.Label)->second.Scope, D.Scope) == D.Scope;
    if (D.When < J.When && !J.IsLast && (!InScopeOfLabel || D.When > J.Since))
      Out.emplace_back(J.Word, J.Place);
  }
  for (uint32_t Index : S.Entries) {
    const Jump &J = Jumps[Index];
    if (D.When < (J.Label ? J.Since : J.When))
      In.emplace_back(J.Word, J.Place);
  }
  if (!Out.empty())
    Note += "; left early by " + listJumps(Out);
  if (!In.empty())
    Note += "; entered past its declaration by " + listJumps(In);
}

void ScopeTracker::addCleanup(VariableId Variable, const Scope &S) {
  const Declared &D = Declarations[Variable.Value];
  if (D.End == Destruction::None)
    return;
  ImplicitUseFact Use;
  Use.Variable = Variable;
  Use.Origin = TouchOrigin::Cleanup;
  Use.Candidates.push_back(S.End);
  if (S.Kind == ScopeKind::Expression)
    Use.Candidates.push_back(S.Begin);
  for (uint32_t Index : S.Exits)
    if (D.When < Jumps[Index].When)
      Use.Candidates.push_back(Jumps[Index].Place);
  Facts.ImplicitUses.push_back(std::move(Use));
}

void ScopeTracker::finishVariable(VariableId Variable) {
  const Declared &D = Declarations[Variable.Value];
  if (D.Scope == None)
    return;
  VariableFact &V = Facts.Variables[Variable.Value];
  const Scope &S = Scopes[D.Scope];
  V.LifeEnd = S.End;
  std::string Note = describeLife(V, S);
  if (V.Kind == VariableKind::Binding) {
    V.LifeNote = std::move(Note);
    return;
  }
  describeDestruction(Variable, S, Note);
  describeJumps(D, V, S, Note);
  V.LifeNote = std::move(Note);
  addCleanup(Variable, S);
}

void ScopeTracker::finish() {
  resolveGotos();
  for (uint32_t I = 0; I != Declarations.size(); ++I)
    finishVariable(VariableId(I));
}

} // namespace framewalk
