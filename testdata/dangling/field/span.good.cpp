// The numbers are static.
#include <span>

static void fibonacci(std::span<const int> &out) {
  static int numbers[6] = {1, 1};
  for (int i = 2; i < 6; ++i)
    numbers[i] = numbers[i - 1] + numbers[i - 2];
  out = numbers;
}

int main() {
  std::span<const int> numbers;
  fibonacci(numbers);
  return numbers[5] == 8 ? 0 : 1;
}
