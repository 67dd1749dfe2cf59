// The number of steps done is static.
#include <setjmp.h>

static jmp_buf failure;
static int progress;

static void step(int n) {
  if (n == 2)
    longjmp(failure, 1);
}

static void steps(int count) {
  progress = 0;
  for (int i = 0; i < count; ++i, ++progress)
    step(i);
}

int main(void) {
  if (setjmp(failure))
    return progress == 2 ? 0 : 1;
  steps(3);
  return 1;
}
