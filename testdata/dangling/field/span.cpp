// A span is a pointer and a size; assigning one copies the pointer.
// run: stack-use-after-return
#include <span>

static void fibonacci(std::span<const int> &out) {
  int numbers[6] = {1, 1};
  for (int i = 2; i < 6; ++i)
    numbers[i] = numbers[i - 1] + numbers[i - 2];
  // trace 1: the address of 'numbers' is passed to 'span'
  out = numbers; // expect: field
} // trace 2: 'numbers' dies here

int main() {
  std::span<const int> numbers;
  fibonacci(numbers);
  // also: use-after-scope
  return numbers[5] == 8 ? 0 : 1;
}
