// fixes: 0
int *same(int n) { return &n; }
