// flags: -O1
// heir: g()'s saved rbx
__attribute__((noinline)) void fill(char *to) { for (volatile int i = 0; i < 8; ++i) to[i] = 'x'; }
__attribute__((noinline)) char *f(void) { char buf[8]; fill(buf); return buf; }
__attribute__((noinline)) int h(int a) { volatile int v = a; return v; }
__attribute__((noinline)) int g(int a) { h(a); h(a + 1); return a; }
int main(int n, char **v) { char *p = f(); int kept = n * 77777; g(7019); return p == *v || kept == 5; }
