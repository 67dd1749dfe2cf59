// The vector is returned.
#include <span>
#include <vector>

static std::vector<int> evens(std::span<const int> all) {
  std::vector<int> result;
  for (int each : all)
    if (each % 2 == 0)
      result.push_back(each);
  return result;
}

int main() {
  const int all[] = {1, 2, 3, 4};
  std::vector<int> even = evens(all);
  return even[1] == 4 ? 0 : 1;
}
