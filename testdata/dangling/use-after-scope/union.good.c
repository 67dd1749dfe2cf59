// The state is declared beside the handle.
union handle {
  void *pointer;
  unsigned long number;
};

static int opened(int flags) {
  int state = flags | 1;
  union handle h = {0};
  {
    h.pointer = &state;
  }
  return h.number ? *(int *)h.number : 0;
}

int main(void) { return opened(4) == 5 ? 0 : 1; }
