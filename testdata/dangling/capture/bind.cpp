// std::bind() copies its arguments; std::ref() makes it copy a reference.
// run: stack-use-after-return
#include <functional>

static int add(const int &a, int b) { return a + b; }

static std::function<int(int)> adder(int start) {
  int base = start;
  // expect: capture
  return std::bind(add, std::ref(base), std::placeholders::_1);
} // trace 2: 'base' dies here

int main() {
  auto f = adder(40);
  // also: use-after-scope
  return f(2) == 42 ? 0 : 1;
}
