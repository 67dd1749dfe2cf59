// findings: 1, fixes: 0
// The pointer leads from one time round to the next.
int sum(int c) {
  int *p = &c;
  for (int i = 0; i < 9; i++) {
    if (i) {
      int x = i;
      p = &x;
    }
    c += *p;
  }
  return c;
}
