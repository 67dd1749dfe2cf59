// std::tie() makes a tuple of references; here they are to locals.
// run: stack-use-after-return
#include <tuple>

static std::tuple<int &, int &> bounds(const int *values, int count) {
  int low = values[0], high = values[0];
  for (int i = 1; i < count; ++i) {
    low = values[i] < low ? values[i] : low;
    high = values[i] > high ? values[i] : high;
  }
  // trace 1: the address of 'low' is passed to 'tie'
  // trace 3: the address of 'high' is passed to 'tie'
  return std::tie(low, high); // expect: return, return
// trace 2: 'low' dies here
// trace 4: 'high' dies here
}

int main() {
  const int values[] = {4, 1, 8};
  auto [low, high] = bounds(values, 3);
  // also: use-after-scope, use-after-scope
  return low == 1 && high == 8 ? 0 : 1;
}
