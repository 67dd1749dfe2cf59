// The pointer is declared in the loop and dies before what it points to.
#include <stdio.h>

static int longest(const char *const *words) {
  int most = 0;
  for (; *words; ++words) {
    char quoted[16];
    int length = snprintf(quoted, sizeof quoted, "'%s'", *words);
    const char *shown = quoted;
    if (length > most && *shown != '#')
      most = length;
  }
  return most;
}

int main(void) {
  const char *const words[] = {"a", "long", 0};
  return longest(words) == 6 ? 0 : 1;
}
