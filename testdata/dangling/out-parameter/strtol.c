// strtol() writes to *end where in its first argument the number ends (C17
// 7.22.1.4p5).
// run: stack-use-after-return
#include <stdio.h>
#include <stdlib.h>

static long hexadecimal(const char *digits, char **end) {
  char text[32];
  snprintf(text, sizeof text, "0x%s", digits);
  // trace 1: the address of 'text' is passed to 'strtol'
  return strtol(text, end, 16); // expect: out-parameter
} // trace 2: 'text' dies here

int main(void) {
  char *end;
  long value = hexadecimal("ff;", &end);
  // also: use-after-scope
  return value == 255 && *end == ';' ? 0 : 1;
}
