// flags: -O0
// heir: 'a' of g()
long *f(void) { long x = 42; return &x; }
long *between(void) { return f(); }
long g(void) { long a[6] = {7, 7, 7, 7, 7, 7}, b = 7012; return a[5] + b; }
int main(void) { long *p = between(); g(); return p != 0; }
