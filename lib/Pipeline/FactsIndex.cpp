//===- FactsIndex.cpp -----------------------------------------------------===//
#include "Pipeline/FactsIndex.h"

namespace framewalk {

static bool hasLambdaNumber(llvm::StringRef Symbol) {
  return Symbol.contains("$_");
}

/// "_ZZ4mainENK3$_0clEv" becomes "_ZZ4mainENK3$_clEv".
static std::string withoutLambdaNumbers(llvm::StringRef Symbol) {
  std::string Pattern;
  while (true) {
    size_t At = Symbol.find("$_");
    if (At == llvm::StringRef::npos)
      return Pattern + Symbol.str();
    Pattern += Symbol.take_front(At + 2);
    Symbol = Symbol.drop_front(At + 2).ltrim("0123456789");
  }
}

FactsIndex::FactsIndex(const SourceFacts &Facts) : Facts(Facts) {
  for (size_t I = 0; I != Facts.Functions.size(); ++I)
    for (const std::string &Symbol : Facts.Functions[I].LinkageNames) {
      BySymbol.try_emplace(Symbol, I);
      if (hasLambdaNumber(Symbol))
        ByPattern[withoutLambdaNumbers(Symbol)].push_back(I);
    }
}

const FunctionFacts *FactsIndex::findSymbol(llvm::StringRef Symbol) const {
  auto Found = BySymbol.find(Symbol);
  // "f" of "f.resume" and "f.cold": a part that the compiler split off.
  if (Found == BySymbol.end())
    Found = BySymbol.find(Symbol.split('.').first);
  return Found == BySymbol.end() ? nullptr : &Facts.Functions[Found->second];
}

const FunctionFacts *
FactsIndex::findUnnumbered(const CapturedFrame &Frame) const {
  auto Found = ByPattern.find(withoutLambdaNumbers(Frame.Symbol));
  if (Found == ByPattern.end())
    return nullptr;
  for (size_t I : Found->second)
    if (Facts.Functions[I].Position.Line == Frame.Position.Line)
      return &Facts.Functions[I];
  return nullptr;
}

const FunctionFacts *FactsIndex::find(const CapturedFrame &Frame) const {
  const FunctionFacts *Found = findSymbol(Frame.Symbol);
  if (!hasLambdaNumber(Frame.Symbol) || Frame.Position.Line == 0)
    return Found;
  if (Found && Found->Position.Line == Frame.Position.Line)
    return Found;
  return findUnnumbered(Frame);
}

} // namespace framewalk
