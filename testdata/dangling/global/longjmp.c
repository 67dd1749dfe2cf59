// The function is left by longjmp(), not by return: its local is as dead, and
// the line that would have taken the pointer back is jumped over.
// run: nothing, AddressSanitizer does not see the frame go
#include <setjmp.h>

static jmp_buf failure;
static int *progress;

static void step(int n) {
  if (n == 2)
    longjmp(failure, 1);
}

static void steps(int count) {
  int done = 0;
  progress = &done; // missing: global
  for (int i = 0; i < count; ++i, ++done)
    step(i);
  progress = 0;
}

int main(void) {
  if (setjmp(failure))
    return *progress == 2 ? 0 : 1;
  steps(3);
  return 1;
}
