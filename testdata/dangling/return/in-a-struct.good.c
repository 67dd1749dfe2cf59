// The slice is a part of the argument.
#include <string.h>

struct slice {
  const char *data;
  size_t size;
};

static struct slice trimmed(const char *line) {
  while (*line == ' ')
    ++line;
  size_t size = strlen(line);
  while (size && line[size - 1] == ' ')
    --size;
  struct slice result = {line, size};
  return result;
}

int main(void) {
  struct slice word = trimmed("  key  ");
  return word.size == 3 && word.data[0] == 'k' ? 0 : 1;
}
