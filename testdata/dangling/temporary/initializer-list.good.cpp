// A list that is initialised extends the array's life to its own.
#include <initializer_list>

static int sum(int scale) {
  std::initializer_list<int> weights = {scale, 2 * scale};
  int result = 0;
  for (int w : weights)
    result += w;
  return result;
}

int main() { return sum(3) == 9 ? 0 : 1; }
