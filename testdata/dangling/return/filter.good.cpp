// The vector is the caller's.
#include <ranges>
#include <vector>

static auto odd_ones(std::vector<int> &values, int count) {
  for (int i = 0; i < count; ++i)
    values.push_back(i);
  auto odd = [](int v) { return v % 2 == 1; };
  return std::views::filter(values, odd);
}

int main() {
  int sum = 0;
  std::vector<int> values;
  for (int each : odd_ones(values, 4))
    sum += each;
  return sum == 4 ? 0 : 1;
}
