// flags: -O0
// heir: padding in g()'s frame
int *f(void) { int x = 42, y = 43; return y ? &y : &x; }
long g(void) { char c = 1; long l = 7003; return l + c; }
int main(void) { int *p = f(); g(); return p != 0; }
