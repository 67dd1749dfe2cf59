// The vector is the caller's.
#include <vector>

static auto first_even(std::vector<int> &values) {
  auto it = values.begin();
  while (it != values.end() && *it % 2)
    ++it;
  return it;
}

int main() {
  std::vector<int> values{1, 4, 6};
  auto it = first_even(values);
  return *it == 4 ? 0 : 1;
}
