// flags: -O0 -fstack-protector-all
// heir: g()'s stack protector
__attribute__((no_stack_protector)) long *f(void) { long x = 42; return &x; }
long g(void) { long b = 7016; return b; }
int main(void) { long *p = f(); g(); return p != 0; }
