// A tagged pointer: an integer that was made of a pointer and has its low bits
// masked away again points to the same object.
// run: stack-use-after-return
#include <stdint.h>

typedef uintptr_t value; // the lowest bit says: a pointer to a number

// trace 2: it is returned by 'boxed'
static value boxed(long *number) { return (uintptr_t)number | 1; }
static long *unboxed(value v) { return (long *)(v & ~(uintptr_t)1); }

static value add(value a, value b) {
  long sum = *unboxed(a) + *unboxed(b);
  // trace 1: the address of 'sum' is passed to 'boxed' as 'number'
  return boxed(&sum); // expect: return
} // trace 3: 'sum' dies here

int main(void) {
  long two = 2, three = 3;
  value five = add(boxed(&two), boxed(&three));
  // also: use-after-scope
  return *unboxed(five) == 5 ? 0 : 1;
}
