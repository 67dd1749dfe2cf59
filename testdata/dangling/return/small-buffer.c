// Short names stay in the buffer on the stack; the test that tells the two
// apart is the wrong way round.
// run: stack-use-after-return
#include <stdlib.h>
#include <string.h>

static char *copied(const char *name) {
  char small[16];
  size_t size = strlen(name) + 1;
  // trace 1: the address of 'small' goes into 'copy'
  char *copy = size > sizeof small ? malloc(size) : small;
  if (!copy)
    return NULL;
  memcpy(copy, name, size);
  if (copy != small)
    return strdup(small);
  return copy; // expect: return
} // trace 2: 'small' dies here

int main(void) {
  char *copy = copied("short");
  // also: use-after-scope
  return copy[0] == 's' ? 0 : 1;
}
