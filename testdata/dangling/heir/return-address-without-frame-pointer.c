// flags: -O0 -fomit-frame-pointer
// heir: h()'s return address
long *f(void) { long a = 1, b = 2; a += b; return &b; }
int h(void) { return 3; }
int g(int a) { return h() + a; }
int main(void) { long *p = f(); g(7018); return p != 0; }
