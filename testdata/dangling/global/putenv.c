// putenv() makes the string itself a part of the environment; changing it
// changes the environment, and so does its death (POSIX putenv).
// run: stack-use-after-return
#include <stdio.h>
#include <stdlib.h>

static void set_verbosity(int level) {
  char setting[24];
  snprintf(setting, sizeof setting, "VERBOSITY=%d", level);
  // trace 1: the address of 'setting' is passed to 'putenv'
  putenv(setting); // expect: global
} // trace 2: 'setting' dies here

int main(void) {
  set_verbosity(2);
  const char *value = getenv("VERBOSITY");
  // also: use-after-scope
  return value && value[0] == '2' ? 0 : 1;
}
