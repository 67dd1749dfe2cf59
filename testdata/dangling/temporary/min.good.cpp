// The smaller one is copied.
#include <algorithm>

static int clamped(int x) {
  const int low = std::min(x, 100);
  return low + 1;
}

int main() { return clamped(500) == 101 ? 0 : 1; }
