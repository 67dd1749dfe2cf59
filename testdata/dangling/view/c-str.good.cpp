// The string is returned, and asked for its characters by the caller.
#include <string>

static std::string path_of(const char *name) {
  std::string path = "/usr/share/framework/";
  path += name;
  return path;
}

int main() {
  std::string kept = path_of("icon.png");
  const char *path = kept.c_str();
  return path[0] == '/' ? 0 : 1;
}
