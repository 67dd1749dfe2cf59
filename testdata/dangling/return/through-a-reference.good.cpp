// The values are returned, scaled, and the reference is into the
// caller's array.
#include <array>

static int &biggest(std::array<int, 4> &scaled) {
  int *best = &scaled[0];
  for (int &each : scaled) {
    each *= 10;
    if (each > *best)
      best = &each;
  }
  int &result = *best;
  return result;
}

int main() {
  std::array<int, 4> values{3, 9, 4, 1};
  int &best = biggest(values);
  return best == 90 ? 0 : 1;
}
