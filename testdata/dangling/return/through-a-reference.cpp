// A second name for the local is not a second object.
// run: stack-use-after-return
#include <array>

static int &biggest(const std::array<int, 4> &values) {
  std::array<int, 4> scaled = values;
  int *best = &scaled[0];
  for (int &each : scaled) {
    each *= 10;
    if (each > *best)
      best = &each;
  }
  int &result = *best;
  return result; // expect: return
} // trace 1: 'scaled' dies here

int main() {
  int &best = biggest({3, 9, 4, 1});
  // also: view, use-after-scope
  return best == 90 ? 0 : 1;
}
