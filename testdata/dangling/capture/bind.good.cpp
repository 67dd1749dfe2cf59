// Without std::ref() it has a copy.
#include <functional>

static int add(const int &a, int b) { return a + b; }

static std::function<int(int)> adder(int start) {
  int base = start;
  return std::bind(add, base, std::placeholders::_1);
}

int main() {
  auto f = adder(40);
  return f(2) == 42 ? 0 : 1;
}
