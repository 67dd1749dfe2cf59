// flags: -O0
// heir: 'b' of g()
char *f(void) { char a[5000]; a[4999] = 1; char x[8] = "gone"; a[0] = x[0]; return x; }
int g(void) { char b[6000]; for (int i = 0; i < 6000; ++i) b[i] = 'g'; return b[7]; }
int main(void) { char *p = f(); g(); return p != 0; }
