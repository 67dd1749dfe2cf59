// findings: 1, fixes: 0
// The lambda sees what comes later, too.
auto counter(int n) {
  int twice = 0;
  auto less = [&twice](int m) { return m < twice; };
  twice = 2 * n;
  return less;
}
