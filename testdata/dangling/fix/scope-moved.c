// findings: 1, fixes: 1
int set(int *to);
int twice(int c) {
  int *p = 0;
  if (c) {
    int x;
    set(&x);
    p = &x;
  }
  return p ? *p : 0;
}
