// flags: -O0 -fomit-frame-pointer
// heir: 'b' of g()
long *f(void) { long x = 42; return &x; }
long g(void) { long b = 7017; return b; }
int main(void) { long *p = f(); g(); return p != 0; }
