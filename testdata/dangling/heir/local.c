// flags: -O0
// heir: 'b' of g()
int *f(void) { int x = 42; return &x; }
int g(void) { int b = 7001; return b; }
int main(void) { int *p = f(); g(); return p != 0; }
