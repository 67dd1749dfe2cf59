// The argument is searched itself: the pointer points into the caller's string.
#include <string.h>

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

int main(void) {
  const char *name = base_name("/usr/lib");
  return strcmp(name, "lib") == 0 ? 0 : 1;
}
