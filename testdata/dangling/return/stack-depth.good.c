// Only the distance of two addresses is of interest: no byte is read.
#include <stdint.h>

static intptr_t depth_below(const char *base) {
  char here;
  return base - &here;
}

int main(void) {
  char base = 0;
  return depth_below(&base) != 0 ? 0 : 1;
}
