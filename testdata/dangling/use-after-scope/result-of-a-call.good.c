// The counter is static.
static int *counter(void) {
  static int count;
  int *p = &count;
  return p;
}

static int counted(int n) {
  int *c = counter();
  while (n-- > 0)
    ++*c;
  return *c;
}

int main(void) { return counted(3) == 3 ? 0 : 1; }
