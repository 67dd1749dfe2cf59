// The pointer is in the union's bytes, whichever member it is read through.
// run: stack-use-after-scope
union handle {
  void *pointer;
  unsigned long number;
};

static int opened(int flags) {
  union handle h = {0};
  {
    int state = flags | 1;
    h.pointer = &state; // trace 1: the address of 'state' goes into 'h.pointer'
  } // trace 2: 'state' dies here
  return h.number ? *(int *)h.number : 0; // expect: use-after-scope
}

int main(void) { return opened(4) == 5 ? 0 : 1; }
