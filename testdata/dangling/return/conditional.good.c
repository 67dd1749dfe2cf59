// One static buffer, which the next call overwrites: nothing dangles.
#include <stdio.h>

static const char *const names[] = {"ok", "retry", "denied"};

static const char *describe(unsigned code) {
  static char unknown[24];
  if (code < sizeof names / sizeof *names)
    return names[code];
  snprintf(unknown, sizeof unknown, "error %u", code);
  const char *text = code ? unknown : names[0];
  return text;
}

int main(void) {
  const char *text = describe(77);
  puts(text);
  return 0;
}
