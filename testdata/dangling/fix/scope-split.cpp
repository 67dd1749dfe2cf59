// findings: 1, fixes: 1
int next(int c);
int sum(int c) {
  const int *p = nullptr;
  {
    int x = next(c); // stays here
    p = &x;
  }
  return c - *p;
}
