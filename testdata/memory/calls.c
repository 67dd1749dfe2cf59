// What calls do to the stack: arguments, return addresses, results.
#include <stdarg.h>

typedef struct {
  long part[5];
} Big;
typedef struct {
  int x, y;
} Small;

__attribute__((noinline)) long many(int a, long b, int c, long d, int e, long f,
                                    int g, long h, char i) {
  return a + b + c + d + e + f + g + h + i;
}

__attribute__((noinline)) Big makeBig(long n) {
  Big result = {{n, n + 1, n + 2}};
  result.part[4] = n;
  return result;
}

__attribute__((noinline)) long takeBig(int n, Big by, Small small) {
  by.part[n & 3] += 1;
  return by.part[0] + by.part[4] + small.x - small.y;
}

__attribute__((noinline)) Small makeSmall(int x) {
  Small result = {x, x + 1};
  return result;
}

__attribute__((noinline)) int addAll(int count, ...) {
  va_list list;
  va_start(list, count);
  int sum = 0;
  for (int i = 0; i < count; ++i)
    sum += va_arg(list, int);
  va_end(list);
  return sum;
}

long factorial(long n) { return n < 2 ? 1 : n * factorial(n - 1); }

__attribute__((noinline)) int last(int n) { return n + 1; }
int delegate(int n) { return last(n + 1); }

int saved(int n) {
  int a = last(n), b = last(a), c = last(b), d = last(c), e = last(d);
  return a * b + c * d + e + last(a + b + c);
}

double mixed(double x, float y, int n, double z) {
  double kept = x * y;
  last(n);
  return kept + z * n;
}

long double extended(long double x) {
  long double y = x * 2;
  last(1);
  return y + x;
}

static _Atomic int flag;

int atomics(int n) {
  _Atomic int local = n;
  flag += n;
  local += 2;
  int expected = n + 2;
  __c11_atomic_compare_exchange_strong(&local, &expected, 5, 5, 5);
  int old = __c11_atomic_exchange(&flag, 3, 5);
  return local + old + expected;
}

struct Bits {
  unsigned a : 3, b : 7;
  int c : 20;
};

int bitfields(int n) {
  struct Bits bits = {0};
  bits.a = n;
  bits.b += 3;
  bits.c = -n;
  return bits.a + bits.b + bits.c;
}

int main(void) {
  long sum = many(1, 2, 3, 4, 5, 6, 7, 8, 9);
  for (int i = 0; i < 3; ++i) {
    Big big = makeBig(i);
    sum += takeBig(i, big, makeSmall(i)) + takeBig(1, makeBig(2), makeSmall(3));
    sum += addAll(7, 1, 2, 3, 4, 5, 6, i) + factorial(5) + delegate(i);
    sum += saved(i) + (long)mixed(i, 2, 3, 4) + (long)extended(i);
    sum += atomics(i) + bitfields(i);
  }
  return sum == 0;
}
