// The configuration has room for the name.
#include <stdio.h>
#include <string.h>

struct configuration {
  char host[32];
  int port;
};

static void read_line(struct configuration *c, const char *line) {
  char key[16], value[32];
  if (sscanf(line, "%15[^=]=%31s", key, value) != 2)
    return;
  if (strcmp(key, "host") == 0)
    strcpy(c->host, value);
  else if (strcmp(key, "port") == 0)
    sscanf(value, "%d", &c->port);
}

int main(void) {
  struct configuration c = {"localhost", 80};
  read_line(&c, "port=8080");
  read_line(&c, "host=example.org");
  return c.port == 8080 && c.host[0] == 'e' ? 0 : 1;
}
