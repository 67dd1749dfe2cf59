// findings: 2, fixes: 1
auto between(int low, int high) {
  return [&](int m) { return low < m && m < high; };
}
