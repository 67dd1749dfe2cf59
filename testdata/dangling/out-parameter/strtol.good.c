// The caller's own text is read, in base 16 without a prefix.
#include <stdlib.h>

static long hexadecimal(const char *digits, char **end) {
  return strtol(digits, end, 16);
}

int main(void) {
  char *end;
  long value = hexadecimal("ff;", &end);
  return value == 255 && *end == ';' ? 0 : 1;
}
