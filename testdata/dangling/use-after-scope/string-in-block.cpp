// The string has freed its memory, or is gone with what it had in itself.
// run: stack-use-after-scope
#include <string>

static char first(int number) {
  const char *text = "none";
  if (number >= 0) {
    std::string s = std::to_string(number);
    // trace 1: 'c_str' is called on 's'
    // trace 2: it goes into 'text'
    text = s.c_str();
  } // trace 3: 's' dies here
  return text[0]; // expect: view
}

int main() { return first(7) == '7' ? 0 : 1; }
