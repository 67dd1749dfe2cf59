// What alloca() hands out belongs to the function, not to the block.
#include <alloca.h>

static int median(const int *values, int count) {
  int *sorted = 0;
  if (count > 1) {
    int *copy = alloca((unsigned)count * sizeof *copy);
    for (int i = 0; i < count; ++i) {
      int at = i;
      for (; at > 0 && copy[at - 1] > values[i]; --at)
        copy[at] = copy[at - 1];
      copy[at] = values[i];
    }
    sorted = copy;
  }
  return sorted ? sorted[count / 2] : 0;
}

int main(void) {
  const int values[] = {5, 1, 3};
  return median(values, 3) == 3 ? 0 : 1;
}
