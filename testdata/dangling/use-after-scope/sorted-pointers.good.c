// The squares have an array of their own.
#include <stdlib.h>

static int by_value(const void *a, const void *b) {
  return **(int *const *)a - **(int *const *)b;
}

static int largest_square(int n) {
  int *squares[8] = {0}, room[8];
  n = n > 8 ? 8 : n;
  for (int i = 0; i < n; ++i) {
    room[i] = i * i;
    squares[i] = &room[i];
  }
  return *squares[n - 1];
}

int main(void) {
  int a = 2, b = 1, *both[] = {&a, &b};
  qsort(both, 2, sizeof *both, by_value);
  return largest_square(4) == 9 && *both[0] == 1 ? 0 : 1;
}
