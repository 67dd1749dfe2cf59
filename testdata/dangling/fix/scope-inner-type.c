// findings: 1, fixes: 0
// The type has no name outside.
int get(int c) {
  int *p = 0;
  if (c) {
    struct pair {
      int a, b;
    };
    struct pair two = {1, 2};
    p = &two.a;
  }
  return p ? *p : 0;
}
