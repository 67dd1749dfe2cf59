// flags: -O0
// heir: 'b' of g()
int *f(void) { int x = 42; return &x; }
int early(void) { int e = 1; return e; }
int g(void) { int b = 7013; return b; }
int late(void) { int l = 2; return l; }
int main(void) { early(); int *p = f(); g(); late(); return p != 0; }
