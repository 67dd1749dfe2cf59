// findings: 1, fixes: 1
auto counter(int n) {
  int twice = 2 * n;
  return [&twice](int m) { return m < twice; };
}
