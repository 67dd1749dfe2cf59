// A view of <ranges> refers to the range that it is made of, a local vector.
// run: heap-use-after-free|stack-use-after-return
#include <ranges>
#include <vector>

static auto odd_ones(int count) {
  std::vector<int> values;
  for (int i = 0; i < count; ++i)
    values.push_back(i);
  auto odd = [](int v) { return v % 2 == 1; };
  return std::views::filter(values, odd); // expect: return
} // trace 1: 'values' dies here

int main() {
  int sum = 0;
  for (int each : odd_ones(4)) // also: use-after-scope, view
    sum += each;               // also: use-after-scope, view
  return sum == 4 ? 0 : 1;
}
