// Only when parsing fails the caller gets the address of the text on the stack.
// run: stack-use-after-return
#include <stdio.h>

static int parse_level(const char *text, int *level, const char **error) {
  char message[48];
  *error = NULL;
  if (sscanf(text, "%d", level) != 1) {
    snprintf(message, sizeof message, "not a number: %s", text);
    *error = message; // expect: out-parameter
    return -1;
  }
  return 0;
} // trace 1: 'message' dies here

int main(void) {
  int level = 0;
  const char *error;
  if (parse_level("high", &level, &error) != 0)
    // also: use-after-scope
    puts(error);
  return level;
}
