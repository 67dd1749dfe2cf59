// The element's value is kept.
#include <vector>

static int largest(int rounds) {
  int best = 0;
  for (int i = 1; i <= rounds; ++i) {
    std::vector<int> values(3, i);
    if (!best || i == rounds)
      best = values.back();
  }
  return best;
}

int main() { return largest(3) == 3 ? 0 : 1; }
