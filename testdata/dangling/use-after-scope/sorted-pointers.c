// The array of pointers is the function's; what most of them point to was in
// the loop.
// run: stack-use-after-scope
#include <stdlib.h>

static int by_value(const void *a, const void *b) {
  return **(int *const *)a - **(int *const *)b;
}

static int largest_square(int n) {
  int *squares[8] = {0};
  n = n > 8 ? 8 : n;
  for (int i = 0; i < n; ++i) {
    int square = i * i;
    // trace 1: the address of 'square' goes into 'squares[...]'
    squares[i] = &square;
  } // trace 2: 'square' dies here
  return *squares[n - 1]; // expect: use-after-scope
}

int main(void) {
  int a = 2, b = 1, *both[] = {&a, &b};
  qsort(both, 2, sizeof *both, by_value);
  return largest_square(4) == 9 && *both[0] == 1 ? 0 : 1;
}
