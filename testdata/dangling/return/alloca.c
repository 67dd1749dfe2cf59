// What alloca() hands out is in the frame of the function that calls it, and
// goes with it.
// run: nothing, AddressSanitizer forgets an array of this kind at a return
#include <alloca.h>
#include <string.h>

static char *joined(const char *folder, const char *file) {
  size_t length = strlen(folder);
  // trace 1: the address of 'path' goes into 'path'
  char *path = alloca(length + strlen(file) + 2);
  strcpy(path, folder);
  path[length] = '/';
  strcpy(path + length + 1, file);
  // expect: return
  return path;
} // trace 2: 'path' dies here

int main(void) {
  char *path = joined("/etc", "hosts");
  // also: use-after-scope
  return path[4] == '/' ? 0 : 1;
}
