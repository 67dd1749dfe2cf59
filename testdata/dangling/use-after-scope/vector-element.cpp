// The vector is in the loop; the pointer to its element is not.
// run: heap-use-after-free
#include <vector>

static int largest(int rounds) {
  const int *best = nullptr;
  for (int i = 1; i <= rounds; ++i) {
    std::vector<int> values(3, i);
    if (!best || i == rounds)
      // trace 1: 'back' is called on 'values'
      // trace 2: it goes into 'best'
      best = &values.back();
  } // trace 3: 'values' dies here
  return best ? *best : 0; // expect: view
}

int main() { return largest(3) == 3 ? 0 : 1; }
