// std::min() returns a reference to one of its arguments, and one of them is a
// temporary.
// run: stack-use-after-scope
#include <algorithm>

static int clamped(int x) {
  const int &low = std::min(x, 100);
  return low + 1; // expect: temporary
}

int main() { return clamped(500) == 101 ? 0 : 1; }
