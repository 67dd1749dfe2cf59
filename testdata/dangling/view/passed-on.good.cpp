// A view of a view is a view of what that was of.
#include <string>
#include <string_view>

static std::string_view first_word(std::string_view all) {
  return all.substr(0, all.find(' '));
}

int main() {
  std::string_view word = first_word("one and a lot of other words");
  return word[0] == 'o' ? 0 : 1;
}
