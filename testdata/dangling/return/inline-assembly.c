// The empty assembly hides the pointer from the optimiser; "+r" says that the
// same variable comes out of it, and nothing else is known to have changed it.
// run: nothing, with assembly in it AddressSanitizer leaves a frame where it is
static void *hidden(void *p) {
  __asm__("" : "+r"(p));
  return p;
}

static int *made(int value) {
  int local = value;
  int *p = &local; // trace 1: the address of 'local' goes into 'p'
  __asm__ volatile("" : : "r"(p) : "memory");
  return p; // expect: return
} // trace 2: 'local' dies here

int main(void) {
  int *p = made(4);
  // also: use-after-scope
  return *(int *)hidden(p) == 4 ? 0 : 1;
}
