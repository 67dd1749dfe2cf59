// findings: 1, fixes: 1
// A pointer has another size.
#include <stdlib.h>
int fill(char *to, int size);
char *name(void) {
  char buf[16];
  fill(buf, sizeof buf);
  return buf;
}
