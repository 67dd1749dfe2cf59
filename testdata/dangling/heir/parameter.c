// flags: -O0
// heir: 'a' of g()
int *f(void) { int x = 42; return &x; }
int g(int a) { return a + 1; }
int main(void) { int *p = f(); g(7002); return p != 0; }
