// findings: 1, fixes: 1
#include <stddef.h>
int run(int *to);
static int *now;
int get(void) { return now ? *now : 0; }
int work(int c) {
  int x = c;
  now = &x;
  run(&x);
  return x;
}
