// The readings are a variable of the init-statement.
#include <array>

struct readings {
  std::array<int, 4> all{1, 2, 3, 4};
  const std::array<int, 4> &values() const { return all; }
};

static readings measure() { return {}; }

int main() {
  int sum = 0;
  for (readings r = measure(); int each : r.values())
    sum += each;
  return sum == 10 ? 0 : 1;
}
