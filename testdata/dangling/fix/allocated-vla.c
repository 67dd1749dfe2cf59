// findings: 1, fixes: 1
#include <stdlib.h>
int fill(int *to, int size);
int *numbers(int n) {
  int all[n + 1];
  fill(all, n);
  return all;
}
