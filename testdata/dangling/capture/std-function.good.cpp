// Both are captured by copy.
#include <functional>

static std::function<bool(int)> between(int low, int high) {
  return [low, high](int x) { return low <= x && x <= high; };
}

int main() {
  auto digit = between(0, 9);
  return digit(7) ? 0 : 1;
}
