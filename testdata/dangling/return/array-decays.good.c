// The caller brings the buffer.
#include <stdio.h>

static const char *dotted(unsigned address, char *text, size_t size) {
  snprintf(text, size, "%u.%u.%u.%u", address >> 24,
           address >> 16 & 255, address >> 8 & 255, address & 255);
  return text;
}

int main(void) {
  char buffer[16];
  puts(dotted(0x7f000001, buffer, sizeof buffer));
  return 0;
}
