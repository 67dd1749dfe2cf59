// The map is static.
#include <map>
#include <string>

static const std::string &word_for(int number) {
  static std::map<int, std::string> words{{1, "one"}, {2, "two"}};
  auto it = words.find(number);
  if (it == words.end())
    return words[0];
  return it->second;
}

int main() {
  const std::string &word = word_for(2);
  return word.size() == 3 ? 0 : 1;
}
