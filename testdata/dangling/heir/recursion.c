// flags: -O0
// heir: 'n' of g()
int *f(void) { int x = 42; return &x; }
int g(int n) { return n < 7000 ? n : g(n - 1) + 1; }
int main(void) { int *p = f(); g(7014); return p != 0; }
