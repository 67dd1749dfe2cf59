// The array decays to a pointer to its first element; the array's lifetime ends
// with the block that it is declared in (C17 6.2.4p6), so the caller gets an
// address and no bytes.
// run: stack-use-after-return
#include <stdio.h>

static const char *dotted(unsigned address) {
  char text[16];
  snprintf(text, sizeof text, "%u.%u.%u.%u", address >> 24,
           address >> 16 & 255, address >> 8 & 255, address & 255);
  return text; // expect: return
} // trace 1: 'text' dies here

int main(void) {
  const char *text = dotted(0x7f000001);
  // also: use-after-scope
  puts(text);
  return 0;
}
