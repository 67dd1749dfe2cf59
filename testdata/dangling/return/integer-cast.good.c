// The number goes into memory that the caller gives.
#include <stdint.h>

typedef uintptr_t value; // the lowest bit says: a pointer to a number

static value boxed(long *number) { return (uintptr_t)number | 1; }
static long *unboxed(value v) { return (long *)(v & ~(uintptr_t)1); }

static value add(value a, value b, long *sum) {
  *sum = *unboxed(a) + *unboxed(b);
  return boxed(sum);
}

int main(void) {
  long two = 2, three = 3;
  long sum;
  value five = add(boxed(&two), boxed(&three), &sum);
  return *unboxed(five) == 5 ? 0 : 1;
}
