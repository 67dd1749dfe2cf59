// A pointer to the caller's object is passed, and points there when it is back.
#include <string.h>

struct setting {
  char key[8];
  char value[8];
};

static const char *value_or(const struct setting *setting,
                            const char *otherwise) {
  if (strcmp(setting->value, "") == 0)
    return otherwise;
  return setting->value;
}

int main(void) {
  struct setting level = {"level", "debug"};
  const char *value = value_or(&level, "info");
  return value[0] == 'd' ? 0 : 1;
}
