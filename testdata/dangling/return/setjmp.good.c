// What is returned is the number.
#include <setjmp.h>

static jmp_buf again;

static void check(int depth) {
  if (depth > 2)
    longjmp(again, depth);
}

static int attempt(int depth) {
  int failed = 0;
  int *volatile where = &failed;
  if (setjmp(again))
    *where = 1;
  else
    check(depth);
  return *where;
}

int main(void) {
  return attempt(3) == 1 ? 0 : 1;
}
