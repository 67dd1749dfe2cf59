// findings: 1, fixes: 0
// Before the block, x is another.
int x = 3;
int get(int c) {
  int *p = 0;
  if (c) {
    int x = 5;
    p = &x;
  }
  return p ? *p + x : x;
}
