// flags: -O0
// heir: h()'s return address
long *f(void) { long a = 1, b = 2, c = 3; a += b; return &c; }
int h(void) { return 3; }
int g(int a) { return h() + a; }
int main(void) { long *p = f(); g(7005); return p != 0; }
