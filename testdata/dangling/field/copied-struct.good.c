// The path points into the line.
#include <string.h>

struct request {
  const char *path;
  int method;
};

static void parse(struct request *out, const char *line) {
  struct request request = {0};
  request.method = line[0];
  request.path = line + 4;
  memcpy(out, &request, sizeof request);
}

int main(void) {
  struct request request;
  parse(&request, "GET /index.html");
  return request.path[0] == '/' ? 0 : 1;
}
