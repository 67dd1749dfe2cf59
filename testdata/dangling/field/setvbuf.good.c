// The stream makes a buffer of its own.
#include <stdio.h>

static FILE *unhurried(const char *name) {
  FILE *f = fopen(name, "w");
  if (f)
    setvbuf(f, NULL, _IOFBF, BUFSIZ);
  return f;
}

int main(void) {
  FILE *f = unhurried("/dev/null");
  if (!f)
    return 1;
  fwrite("text", 1, 4, f);
  return fclose(f);
}
