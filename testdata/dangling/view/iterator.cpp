// The iterator points into the vector's memory, which the vector frees.
// run: heap-use-after-free
#include <vector>

static auto first_even(std::vector<int> values) {
  auto it = values.begin(); // trace 1: 'begin' is called on 'values'
  while (it != values.end() && *it % 2)
    ++it;
  return it; // expect: view
} // trace 2: 'values' dies here

int main() {
  auto it = first_even({1, 4, 6});
  // also: view, temporary
  return *it == 4 ? 0 : 1;
}
