//===- VariablePlaces.cpp -------------------------------------------------===//
#include "Layout/VariablePlaces.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

namespace framewalk {

DebugVariableIndex::DebugVariableIndex(
    const std::vector<DebugVariable> &Variables)
    : All(Variables) {
  for (size_t I = 0; I != All.size(); ++I) {
    auto [Entry, New] = Ranges.try_emplace(All[I].Symbol, I, I + 1);
    // A function's variables stand together.
    if (!New && Entry->second.second == I)
      Entry->second.second = I + 1;
  }
}

llvm::ArrayRef<DebugVariable>
DebugVariableIndex::of(std::string_view Symbol) const {
  auto Found = Ranges.find(llvm::StringRef(Symbol.data(), Symbol.size()));
  if (Found == Ranges.end())
    return {};
  auto [Begin, End] = Found->second;
  return llvm::ArrayRef(All).slice(Begin, End - Begin);
}

/// In one place of memory all the time: what the slot says already.
static bool staysInMemory(const DebugVariable &V) {
  return llvm::all_of(V.Locations, [&](const DebugLocation &L) {
    return L.Where == V.Locations.front().Where &&
           llvm::StringRef(L.Where).starts_with("[");
  });
}

static bool isSameVariable(const VariableFact &Fact, const DebugVariable &V) {
  if (Fact.Name != V.Name)
    return false;
  // `this` and what a range-for hides have no line.
  return Fact.Declared.Line == V.Line || V.Line == 0;
}

/// Debug info may be more precise than "in registers, or optimised out".
static void refineWhyNoSlot(LocalVariable &Local) {
  auto All = [&](llvm::StringRef Prefix) {
    return llvm::all_of(Local.Locations, [&](const VariableLocation &L) {
      return llvm::StringRef(L.Where).starts_with(Prefix);
    });
  };
  if (!llvm::StringRef(Local.WhyNoSlot).starts_with("kept in registers"))
    return;
  if (All("optimised out"))
    Local.WhyNoSlot = "optimised out: debug info has no place for it";
  else if (All("constant "))
    Local.WhyNoSlot = "a constant: known when compiling";
}

void addVariablePlaces(llvm::ArrayRef<DebugVariable> OfFunction,
                       const FunctionFacts &Facts, BuiltFrame &Built) {
  for (const DebugVariable &V : OfFunction) {
    if (V.IsInlined || V.Locations.empty())
      continue;
    // Of two with one name and line the first without places is meant: both
    // sides have them in the order of the source.
    for (size_t I = 0; I != Facts.Variables.size(); ++I) {
      if (I >= Built.Variables.size() ||
          !isSameVariable(Facts.Variables[I], V) ||
          !Built.Variables[I].Locations.empty())
        continue;
      LocalVariable &Local = Built.Variables[I];
      if (!Local.Slots.empty() && staysInMemory(V))
        break;
      for (const DebugLocation &L : V.Locations)
        Local.Locations.push_back({{L.Begin, L.End}, L.Where});
      if (Local.Slots.empty())
        refineWhyNoSlot(Local);
      break;
    }
  }
}

} // namespace framewalk
