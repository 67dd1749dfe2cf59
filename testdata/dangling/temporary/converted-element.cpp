// A map's element is a pair of const key and value; the loop's variable is a
// reference to another type, and so to a converted copy of each.
// run: stack-use-after-scope|stack-use-after-return
#include <map>
#include <string>
#include <utility>

static const std::string *longest(const std::map<std::string, int> &words) {
  const std::string *best = nullptr;
  for (const std::pair<std::string, int> &word : words)
    if (!best || word.first.size() > best->size()) // expect: temporary
      best = &word.first; // trace 1: goes into 'best'
  return best; // expect: return
}

int main() {
  std::map<std::string, int> words{{"a", 1}, {"abc", 2}};
  // also: use-after-scope, temporary
  return longest(words)->size() == 3 ? 0 : 1;
}
