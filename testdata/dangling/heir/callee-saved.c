// flags: -O1
// heir: g()'s saved rbx
__attribute__((optnone, noinline)) long *f(void) { long x = 42; return &x; }
__attribute__((noinline)) int h(int a) { volatile int v = a; return v; }
__attribute__((noinline)) int g(int a) { h(a); return a; }
__attribute__((optnone)) int main(void) { long *p = f(); g(7019); return p == 0; }
