// A parameter is a local: it is initialised with the argument's value and dies
// when the function returns. Its array is in it.
// run: stack-use-after-return
#include <string.h>

struct setting {
  char key[8];
  char value[8];
};

static const char *value_or(struct setting setting, const char *otherwise) {
  if (strcmp(setting.value, "") == 0)
    return otherwise;
  return setting.value; // expect: return
} // trace 1: 'setting' dies here

int main(void) {
  struct setting level = {"level", "debug"};
  const char *value = value_or(level, "info");
  // also: use-after-scope
  return value[0] == 'd' ? 0 : 1;
}
