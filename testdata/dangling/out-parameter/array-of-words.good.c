// The caller's own line is cut.
#include <string.h>

static int split(char *line, char *words[], int most) {
  int count = 0;
  for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
    if (count < most)
      words[count++] = word;
  return count;
}

int main(void) {
  char line[] = "set volume 11", *words[4];
  int count = split(line, words, 4);
  return count == 3 && strcmp(words[2], "11") == 0 ? 0 : 1;
}
