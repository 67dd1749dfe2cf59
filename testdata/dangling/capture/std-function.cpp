// std::function copies the lambda, and the lambda's reference with it.
// run: stack-use-after-return
#include <functional>

static std::function<bool(int)> between(int low, int high) {
  // expect: capture, capture
  // trace 1: a lambda captures 'low' by reference
  // trace 2: passed to 'function'
  return [&low, &high](int x) { return low <= x && x <= high; };
} // trace 3: 'low' dies here // trace 4: 'high' dies here

int main() {
  auto digit = between(0, 9);
  // also: use-after-scope, use-after-scope
  return digit(7) ? 0 : 1;
}
