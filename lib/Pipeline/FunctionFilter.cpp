//===- FunctionFilter.cpp - --function=NAME -------------------------------===//

#include "Pipeline/FunctionFilter.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FormatVariadic.h"

using namespace framewalk;

llvm::Expected<FunctionFilter>
FunctionFilter::create(const std::vector<std::string> &Patterns) {
  FunctionFilter Filter;
  for (const std::string &Pattern : Patterns) {
    // `operator[]` and `operator*` are names, too.
    Filter.Exact.push_back(Pattern);
    if (Pattern.find_first_of("*?[") == Pattern.npos)
      continue;
    llvm::Expected<llvm::GlobPattern> Glob =
        llvm::GlobPattern::create(Filter.Exact.back());
    if (!Glob) {
      if (llvm::StringRef(Pattern).contains("operator")) {
        llvm::consumeError(Glob.takeError());
        continue;
      }
      return llvm::createStringError(
          llvm::formatv("--function={0} is no valid glob: {1}", Pattern,
                        llvm::toString(Glob.takeError())));
    }
    Filter.Globs.push_back(std::move(*Glob));
  }
  return Filter;
}

bool FunctionFilter::matches(std::string_view Name,
                             std::string_view LinkageName) const {
  if (Exact.empty())
    return true;
  std::string_view Last = unqualified(Name);
  return llvm::any_of(Exact,
                      [&](const std::string &E) {
                        return E == Name || E == Last || E == LinkageName;
                      }) ||
         llvm::any_of(Globs, [&](const llvm::GlobPattern &G) {
           return G.match(Name) || G.match(Last) || G.match(LinkageName);
         });
}

std::string_view framewalk::unqualified(std::string_view Name) {
  // Colons inside template arguments and parentheses separate nothing.
  int Depth = 0;
  for (size_t I = Name.size(); I > 1; --I) {
    char C = Name[I - 1];
    if (C == '>' || C == ')')
      ++Depth;
    else if (C == '<' || C == '(')
      --Depth;
    else if (C == ':' && Name[I - 2] == ':' && Depth <= 0)
      return Name.substr(I);
  }
  return Name;
}

std::vector<std::string>
framewalk::nearestNames(std::string_view Wanted,
                        const std::vector<std::string> &Available,
                        size_t Count) {
  std::vector<std::pair<unsigned, llvm::StringRef>> Ranked;
  for (const std::string &Name : Available) {
    llvm::StringRef Last = unqualified(Name);
    unsigned Distance =
        std::min(llvm::StringRef(Wanted).edit_distance_insensitive(Last),
                 llvm::StringRef(Wanted).edit_distance_insensitive(Name));
    // A name that contains the wanted one is what a user often means.
    if (llvm::StringRef(Name).contains_insensitive(Wanted))
      Distance = 0;
    Ranked.push_back({Distance, Name});
  }
  llvm::sort(Ranked);
  std::vector<std::string> Names;
  for (const auto &[Distance, Name] : Ranked)
    if (Names.size() < Count && !llvm::is_contained(Names, Name))
      Names.push_back(Name.str());
  return Names;
}
