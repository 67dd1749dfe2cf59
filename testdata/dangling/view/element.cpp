// A reference to an element of a local map.
// run: heap-use-after-free
#include <map>
#include <string>

static const std::string &word_for(int number) {
  std::map<int, std::string> words{{1, "one"}, {2, "two"}};
  auto it = words.find(number); // trace 1: 'find' is called on 'words'
  if (it == words.end())
    return words[0]; // missing: view // instead: return
  return it->second; // expect: view
} // trace 2: 'words' dies here

int main() {
  const std::string &word = word_for(2);
  // also: view, view
  return word.size() == 3 ? 0 : 1;
}
