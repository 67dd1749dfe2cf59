// The guard is declared before the counter and is destroyed after it; its
// destructor writes to the counter.
// run: stack-use-after-scope
struct guard {
  int *counter = nullptr;
  ~guard() {
    if (counter)
      --*counter;
  }
};

static int entered() {
  guard g;
  int depth = 1;
  g.counter = &depth; // trace 1: the address of 'depth' goes into 'g.counter'
  return depth;
} // expect: use-after-scope

int main() { return entered() == 1 ? 0 : 1; }
