// The message is a literal.
#include <stdio.h>

static int parse_level(const char *text, int *level, const char **error) {
  *error = NULL;
  if (sscanf(text, "%d", level) != 1) {
    *error = "not a number";
    return -1;
  }
  return 0;
}

int main(void) {
  int level = 0;
  const char *error;
  if (parse_level("high", &level, &error) != 0)
    puts(error);
  return level;
}
