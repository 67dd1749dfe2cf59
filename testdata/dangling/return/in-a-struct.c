// The struct is copied to the caller, and the pointer in it with it; what that
// points to is not.
// run: stack-use-after-return
#include <string.h>

struct slice {
  const char *data;
  size_t size;
};

static struct slice trimmed(const char *line) {
  char buffer[32] = "";
  while (*line == ' ')
    ++line;
  strncat(buffer, line, sizeof buffer - 1);
  size_t size = strlen(buffer);
  while (size && buffer[size - 1] == ' ')
    --size;
  // trace 1: the address of 'buffer'
  struct slice result = {buffer, size};
  return result; // expect: return
} // trace 2: 'buffer' dies here

int main(void) {
  struct slice word = trimmed("  key  ");
  // also: use-after-scope
  return word.size == 3 && word.data[0] == 'k' ? 0 : 1;
}
