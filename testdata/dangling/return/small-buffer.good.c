// What is on the heap is returned; what is on the stack is copied there.
#include <stdlib.h>
#include <string.h>

static char *copied(const char *name) {
  char small[16];
  size_t size = strlen(name) + 1;
  char *copy = size > sizeof small ? malloc(size) : small;
  if (!copy)
    return NULL;
  memcpy(copy, name, size);
  if (copy == small)
    return strdup(small);
  return copy;
}

int main(void) {
  char *copy = copied("short");
  int wrong = copy[0] != 's';
  free(copy);
  return wrong;
}
