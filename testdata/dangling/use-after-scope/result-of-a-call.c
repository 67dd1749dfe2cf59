// The callee's local is dead as soon as the callee has returned.
// run: stack-use-after-return
static int *counter(void) {
  int count = 0;
  int *p = &count; // trace 1: the address of 'count' goes into 'p'
  return p; // expect: return // trace 2: it is returned by 'counter'
} // trace 3: 'count' dies here

static int counted(int n) {
  int *c = counter(); // trace 4: it goes into 'c'
  while (n-- > 0)
    ++*c;    // expect: use-after-scope
  return *c; // also: use-after-scope
}

int main(void) { return counted(3) == 3 ? 0 : 1; }
