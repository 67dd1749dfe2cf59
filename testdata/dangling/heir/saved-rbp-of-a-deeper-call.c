// flags: -O0
// heir: h()'s saved rbp
long *f(void) { long a = 1, b = 2, c = 3, d = 4; a += b + c; return &d; }
int h(void) { return 3; }
int g(int a) { return h() + a; }
int main(void) { long *p = f(); g(7006); return p != 0; }
