// The range is a reference to a member of a temporary: in C++20 it dies before
// the first round (C++23 lets it live).
// run: stack-use-after-scope
#include <array>

struct readings {
  std::array<int, 4> all{1, 2, 3, 4};
  const std::array<int, 4> &values() const { return all; }
};

static readings measure() { return {}; }

int main() {
  int sum = 0;
  // expect: temporary
  for (int each : measure().values())
    sum += each; // also: use-after-scope
  return sum == 10 ? 0 : 1;
}
