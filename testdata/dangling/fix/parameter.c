// findings: 1, fixes: 0
int *same(int n) { return &n; }
