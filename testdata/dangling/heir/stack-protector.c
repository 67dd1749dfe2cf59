// flags: -O0 -fstack-protector-all
// heir: g()'s stack protector
long *f(void) { long x[1] = {42}; long *p = x; return p; }
long *only(void) { volatile long pad = 1; long x = 42; return &x; }
long g(void) { long b = 7016; return b; }
int main(void) { long *p = only(); g(); return p == f(); }
