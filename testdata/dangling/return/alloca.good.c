// Memory from malloc() lives until free().
#include <stdlib.h>
#include <string.h>

static char *joined(const char *folder, const char *file) {
  size_t length = strlen(folder);
  char *path = malloc(length + strlen(file) + 2);
  strcpy(path, folder);
  path[length] = '/';
  strcpy(path + length + 1, file);
  return path;
}

int main(void) {
  char *path = joined("/etc", "hosts");
  int wrong = path[4] != '/';
  free(path);
  return wrong;
}
