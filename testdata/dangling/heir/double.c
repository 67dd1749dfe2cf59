// flags: -O0
// heir: 'd' of g()
long *f(void) { long x = 42; return &x; }
double g(void) { double d = 70.125; return d; }
int main(void) { long *p = f(); g(); return p != 0; }
