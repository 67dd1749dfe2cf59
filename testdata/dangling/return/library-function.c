// strrchr() returns a pointer into the string that it was given, which is a
// copy that dies here.
// run: stack-use-after-return
#include <string.h>

static const char *base_name(const char *path) {
  char copy[64];
  strncpy(copy, path, sizeof copy - 1);
  copy[sizeof copy - 1] = 0;
  size_t length = strlen(copy);
  if (length && copy[length - 1] == '/')
    copy[length - 1] = 0;
  // trace 1: the address of 'copy' is passed to 'strrchr'
  // trace 2: it goes into 'slash'
  char *slash = strrchr(copy, '/');
  return slash ? slash + 1 : copy;  // expect: return
} // trace 3: 'copy' dies here

int main(void) {
  const char *name = base_name("/usr/lib/");
  // also: use-after-scope
  return strcmp(name, "lib") == 0 ? 0 : 1;
}
