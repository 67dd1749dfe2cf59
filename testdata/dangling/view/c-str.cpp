// c_str() points into the string, a local.
// run: heap-use-after-free|stack-use-after-return
#include <string>

static const char *path_of(const char *name) {
  std::string path = "/usr/share/framework/";
  path += name;
  // trace 1: 'c_str' is called on 'path'
  // trace 2: it goes into 'result'
  const char *result = path.c_str();
  return result; // expect: view
} // trace 3: 'path' dies here

int main() {
  const char *path = path_of("icon.png");
  // also: view
  return path[0] == '/' ? 0 : 1;
}
