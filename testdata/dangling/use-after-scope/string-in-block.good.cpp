// The string is the function's.
#include <string>

static char first(int number) {
  const char *text = "none";
  std::string s = std::to_string(number);
  if (number >= 0) {
    text = s.c_str();
  }
  return text[0];
}

int main() { return first(7) == '7' ? 0 : 1; }
