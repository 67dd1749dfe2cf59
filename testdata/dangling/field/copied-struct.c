// The whole struct is copied, and the pointer in it with it.
// run: stack-use-after-return
#include <string.h>

struct request {
  const char *path;
  int method;
};

static void parse(struct request *out, const char *line) {
  char path[32];
  struct request request = {0};
  request.method = line[0];
  strncpy(path, line + 4, sizeof path - 1);
  path[sizeof path - 1] = 0;
  // trace 1: the address of 'path' goes into 'request.path'
  request.path = path;
  memcpy(out, &request, sizeof request); // expect: field
} // trace 2: 'path' dies here

int main(void) {
  struct request request;
  parse(&request, "GET /index.html");
  // also: use-after-scope
  return request.path[0] == '/' ? 0 : 1;
}
