// The address of the first frame's local is kept to be read from, deeper down
// and later.
// run: stack-use-after-return
#include <stdint.h>

static const char *stack_base(void) {
  char here = 'b';
  const char *base = &here; // trace 1: the address of 'here' goes into 'base'
  return base;              // expect: return
} // trace 2: 'here' dies here

static int is_marked(const char *base) { return *base == 'b'; }

int main(void) {
  const char *base = stack_base();
  // also: use-after-scope
  return is_marked(base) ? 0 : 1;
}
