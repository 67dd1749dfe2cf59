// flags: -O0
// heir: below g()'s frame
int *f(void) { char pad[64]; int x = 42; pad[0] = 1; return &x + pad[0] - pad[0]; }
int g(int a) { return a + 1; }
int main(void) { int *p = f(); g(7004); return p != 0; }
