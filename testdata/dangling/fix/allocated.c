// findings: 1, fixes: 2
#include <stdlib.h>
int fill(char *to, int size);
char *name(int n) {
  char buf[16];
  fill(buf, n);
  return buf;
}
