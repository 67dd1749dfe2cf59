// However the function is left, by return or by longjmp(), its locals are gone;
// the pointer went into a volatile variable so that it survives the jump.
// run: nothing, with setjmp() in it AddressSanitizer leaves a frame where it is
#include <setjmp.h>

static jmp_buf again;

static void check(int depth) {
  if (depth > 2)
    longjmp(again, depth);
}

static int *attempt(int depth) {
  int failed = 0;
  // trace 1: the address of 'failed' goes into 'where'
  int *volatile where = &failed;
  if (setjmp(again))
    *where = 1;
  else
    check(depth);
  // expect: return
  return where;
} // trace 2: 'failed' dies here

int main(void) {
  int *failed = attempt(3);
  // also: use-after-scope
  return *failed == 1 ? 0 : 1;
}
