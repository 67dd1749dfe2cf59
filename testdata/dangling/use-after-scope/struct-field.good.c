// The buffer is a variable of the function.
#include <stdio.h>

struct request {
  const char *url;
  int port;
};

static int send(const struct request *r) { return r->url[0] == '/' && r->port; }

static int fetch(int page) {
  struct request request = {.port = 80};
  char url[24];
  if (page > 0) {
    snprintf(url, sizeof url, "/page/%d", page);
    request.url = url;
  } else {
    request.url = "/";
  }
  return send(&request);
}

int main(void) { return fetch(3) ? 0 : 1; }
