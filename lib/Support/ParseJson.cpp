//===- ParseJson.cpp ------------------------------------------------------===//

#include "Support/ParseJson.h"

#include "llvm/Support/FormatVariadic.h"

#include <algorithm>

namespace framewalk {

/// A few hundred bytes of stack each; our own documents have about 15.
static constexpr size_t MostLevels = 1000;

static size_t deepestLevel(llvm::StringRef Text) {
  size_t Level = 0, Deepest = 0;
  bool InString = false;
  for (size_t I = 0; I < Text.size(); ++I) {
    const char C = Text[I];
    if (C == '"')
      InString = !InString;
    else if (InString)
      I += C == '\\'; // the next one has no meaning of its own
    else if (C == '[' || C == '{')
      Deepest = std::max(Deepest, ++Level);
    else if ((C == ']' || C == '}') && Level > 0)
      --Level;
  }
  return Deepest;
}

llvm::Expected<llvm::json::Value> parseJson(llvm::StringRef Text) {
  if (deepestLevel(Text) > MostLevels)
    return llvm::createStringError(
        llvm::formatv("more than {0} levels deep", MostLevels));
  return llvm::json::parse(Text);
}

} // namespace framewalk
