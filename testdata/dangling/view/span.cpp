// A span of a local vector.
// run: heap-use-after-free
#include <span>
#include <vector>

static std::span<const int> evens(std::span<const int> all) {
  std::vector<int> result;
  for (int each : all)
    if (each % 2 == 0)
      result.push_back(each);
  // trace 1: the address of 'result' is passed to 'span'
  return std::span<const int>(result); // expect: view
} // trace 2: 'result' dies here

int main() {
  const int all[] = {1, 2, 3, 4};
  std::span<const int> even = evens(all);
  // also: view
  return even[1] == 4 ? 0 : 1;
}
