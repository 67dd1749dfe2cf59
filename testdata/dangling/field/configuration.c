// The configuration keeps pointers into the buffer that the line was read into.
// run: stack-use-after-return
#include <stdio.h>
#include <string.h>

struct configuration {
  const char *host;
  int port;
};

static void read_line(struct configuration *c, const char *line) {
  char key[16], value[32];
  if (sscanf(line, "%15[^=]=%31s", key, value) != 2)
    return;
  if (strcmp(key, "host") == 0)
    c->host = value; // expect: field
  else if (strcmp(key, "port") == 0)
    sscanf(value, "%d", &c->port);
} // trace 1: 'value' dies here

int main(void) {
  struct configuration c = {"localhost", 80};
  read_line(&c, "port=8080");
  read_line(&c, "host=example.org");
  // also: use-after-scope
  return c.port == 8080 && c.host[0] == 'e' ? 0 : 1;
}
