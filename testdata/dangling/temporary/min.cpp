// std::min() returns a reference to one of its arguments, and one of them is a
// temporary.
// run: stack-use-after-scope
#include <algorithm>

static int clamped(int x) {
  // trace 1: the address of the temporary is passed to 'min'
  // trace 2: it goes into 'low'
  // trace 3: the temporary dies here
  const int &low = std::min(x, 100);
  return low + 1; // expect: temporary
}

int main() { return clamped(500) == 101 ? 0 : 1; }
