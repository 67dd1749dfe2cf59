// What alloca() hands out is in the frame of the function that calls it, and
// goes with it.
// run: nothing, AddressSanitizer forgets an array of this kind at a return
#include <alloca.h>
#include <string.h>

static char *joined(const char *folder, const char *file) {
  size_t length = strlen(folder);
  char *path = alloca(length + strlen(file) + 2);
  strcpy(path, folder);
  path[length] = '/';
  strcpy(path + length + 1, file);
  // expect: return
  return path;
}

int main(void) {
  char *path = joined("/etc", "hosts");
  // also: use-after-scope
  return path[4] == '/' ? 0 : 1;
}
