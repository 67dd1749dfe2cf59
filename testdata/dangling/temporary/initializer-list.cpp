// The array behind the list dies with the full expression of the assignment.
// run: stack-use-after-scope
#include <initializer_list>

static int sum(int scale) {
  std::initializer_list<int> weights{};
  weights = {scale, 2 * scale}; // trace 1: the temporary dies here
  int result = 0;
  for (int w : weights) // expect: temporary
    result += w;        // also: use-after-scope
  return result;
}

int main() { return sum(3) == 9 ? 0 : 1; }
