// The string has a name.
#include <sstream>

static char first(int a, int b) {
  std::ostringstream out;
  out << a << " of " << b;
  std::string kept = out.str();
  const char *text = kept.c_str();
  return text[0];
}

int main() { return first(3, 4) == '3' ? 0 : 1; }
