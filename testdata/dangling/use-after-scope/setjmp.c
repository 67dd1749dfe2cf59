// What was set before the jump is still set after it; what it pointed to was in
// a block that the jump has left.
// run: nothing, AddressSanitizer unpoisons the stack at a longjmp
#include <setjmp.h>

static jmp_buf again;

static int attempts(void) {
  int *volatile where = 0;
  if (setjmp(again) == 0) {
    int tries = 1;
    where = &tries;
    longjmp(again, 1);
  }
  return *where; // missing: use-after-scope
}

int main(void) { return attempts() == 1 ? 0 : 1; }
