// flags: -O0
// heir: 'q' of g()
long *f(void) { long x = 42; return &x; }
int g(void) { static int y = 5; int *q = &y; return *q; }
int main(void) { long *p = f(); g(); return p != 0; }
