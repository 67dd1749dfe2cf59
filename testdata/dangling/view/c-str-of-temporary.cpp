// str() returns a string by value: the pointer into it is good until the
// semicolon.
// run: heap-use-after-free|stack-use-after-scope
#include <sstream>

static char first(int a, int b) {
  std::ostringstream out;
  out << a << " of " << b;
  // trace 1: the address of the temporary is passed to 'c_str'
  // trace 2: the temporary dies here
  const char *text = out.str().c_str(); // expect: view
  return text[0];                       // also: view, temporary
}

int main() { return first(3, 4) == '3' ? 0 : 1; }
