// flags: -O0
// heir: 'd' of deepest()
char *f(void) { char pad[96]; pad[0] = 1; char x[4] = "abc"; return x + pad[0] - pad[0]; }
int deepest(void) { int a[8] = {1, 2, 3, 4, 5, 6, 7, 8}; int d = 7024; return a[3] + d; }
int deeper(int n) { return deepest() + n; }
int g(int n) { return deeper(n) + 1; }
int main(void) { char *p = f(); g(7023); return p != 0; }
