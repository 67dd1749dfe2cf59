// Only one of the two ways leads to the local: that is enough.
// run: stack-use-after-return
#include <stdio.h>

static const char *const names[] = {"ok", "retry", "denied"};

static const char *describe(unsigned code) {
  char unknown[24];
  if (code < sizeof names / sizeof *names)
    return names[code];
  snprintf(unknown, sizeof unknown, "error %u", code);
  // trace 1: the address of 'unknown' goes into 'text'
  const char *text = code ? unknown : names[0];
  return text; // expect: return
} // trace 2: 'unknown' dies here

int main(void) {
  const char *text = describe(77);
  // also: use-after-scope
  puts(text);
  return 0;
}
