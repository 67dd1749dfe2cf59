// flags: -O2
// heir: 'name' of g()
__attribute__((noinline)) void fill(char *to) { for (volatile int i = 0; i < 24; ++i) to[i] = 'x'; }
__attribute__((noinline)) void erase(char *to) { for (volatile int i = 0; i < 32; ++i) to[i] = 'g'; }
__attribute__((noinline)) char *f(void) { char buf[24]; fill(buf); return buf; }
__attribute__((noinline)) int g(void) { char name[32]; erase(name); return name[3]; }
int main(int n, char **v) { char *p = f(); g(); return p == *v; }
