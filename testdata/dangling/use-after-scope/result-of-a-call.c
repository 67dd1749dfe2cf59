// The callee's local is dead as soon as the callee has returned.
// run: stack-use-after-return
static int *counter(void) {
  int count = 0;
  int *p = &count;
  return p; // expect: return
} // trace 1: 'count' dies here

static int counted(int n) {
  int *c = counter();
  while (n-- > 0)
    ++*c;    // expect: use-after-scope
  return *c; // also: use-after-scope
}

int main(void) { return counted(3) == 3 ? 0 : 1; }
