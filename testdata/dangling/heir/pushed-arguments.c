// flags: -O0
// heir: 'e' of g()
int *f(void) { int pad[8] = {1}; int x = 42; pad[1] = x; return &x; }
long g(long a, long b, long c, long d, long e, long s, long t, long u) {
  long v = 7015, w = a + b, x = c + d, y = e + s, z = t + u;
  return v + w + x + y + z;
}
int main(void) { int *p = f(); g(1, 2, 3, 4, 5, 6, 7, 8); return p != 0; }
