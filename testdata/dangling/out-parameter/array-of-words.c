// A table of words for a command: each points into the line's local copy.
// run: stack-use-after-return
#include <string.h>

static int split(const char *line, char *words[], int most) {
  char copy[80];
  int count = 0;
  strncpy(copy, line, sizeof copy - 1);
  copy[sizeof copy - 1] = 0;
  // trace 1: passed to 'strtok'
  for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
    if (count < most)
      words[count++] = word; // expect: out-parameter
  return count;
} // trace 2: 'copy' dies here

int main(void) {
  char *words[4];
  int count = split("set volume 11", words, 4);
  // also: use-after-scope
  return count == 3 && strcmp(words[2], "11") == 0 ? 0 : 1;
}
