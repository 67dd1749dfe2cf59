// setenv() copies.
#include <stdio.h>
#include <stdlib.h>

static void set_verbosity(int level) {
  char setting[24];
  snprintf(setting, sizeof setting, "%d", level);
  setenv("VERBOSITY", setting, 1);
}

int main(void) {
  set_verbosity(2);
  const char *value = getenv("VERBOSITY");
  return value && value[0] == '2' ? 0 : 1;
}
