// The parameter is a string, made of the caller's characters, and dies with the
// call; a view of it is returned.
// run: heap-use-after-free|stack-use-after-return|stack-use-after-scope
#include <string>
#include <string_view>

static std::string_view first_word(const std::string text) {
  std::string_view all = text;
  // trace 1: passed to 'substr'
  return all.substr(0, all.find(' ')); // expect: view
} // trace 2: 'text' dies here

int main() {
  std::string_view word = first_word("one and a lot of other words");
  // also: view, temporary
  return word[0] == 'o' ? 0 : 1;
}
