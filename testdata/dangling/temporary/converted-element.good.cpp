// auto has the type right.
#include <map>
#include <string>
#include <utility>

static const std::string *longest(const std::map<std::string, int> &words) {
  const std::string *best = nullptr;
  for (const auto &word : words)
    if (!best || word.first.size() > best->size())
      best = &word.first;
  return best;
}

int main() {
  std::map<std::string, int> words{{"a", 1}, {"abc", 2}};
  return longest(words)->size() == 3 ? 0 : 1;
}
