// The number is a variable of the function, volatile so that the jump keeps it.
#include <setjmp.h>

static jmp_buf again;

static int attempts(void) {
  volatile int tries = 0;
  volatile int *volatile where = 0;
  if (setjmp(again) == 0) {
    tries = 1;
    where = &tries;
    longjmp(again, 1);
  }
  return *where;
}

int main(void) { return attempts() == 1 ? 0 : 1; }
