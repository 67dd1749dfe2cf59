// The stream uses the buffer until it is closed (C17 7.21.5.6p2), and it is
// closed in another function.
// run: nothing, it is the C library that uses the buffer
#include <stdio.h>

static FILE *unhurried(const char *name) {
  char buffer[BUFSIZ];
  FILE *f = fopen(name, "w");
  if (f)
    // trace 1: the address of 'buffer' is passed to 'setvbuf'
    setvbuf(f, buffer, _IOFBF, sizeof buffer); // expect: field
  return f;
} // trace 2: 'buffer' dies here

int main(void) {
  FILE *f = unhurried("/dev/null");
  if (!f)
    return 1;
  fwrite("text", 1, 4, f);
  return fclose(f);
}
