// The cleanup function is registered with the address of a block's variable and
// runs when the pointer's variable dies: later.
// run: stack-use-after-scope
struct lock {
  int held;
};

// trace 4: 'release' uses it here
static void release(struct lock **l) { (*l)->held = 0; }

static int guarded(void) {
  __attribute__((cleanup(release))) struct lock *guard = &(struct lock){0};
  {
    struct lock inner = {1};
    guard = &inner; // trace 1: the address of 'inner' goes into 'guard'
  } // trace 2: 'inner' dies here
  return 0;
} // expect: use-after-scope // trace 3: passed to 'release'

int main(void) { return guarded(); }
