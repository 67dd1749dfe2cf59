// The request lives on; the buffer that it refers to does not.
// run: stack-use-after-scope
#include <stdio.h>

struct request {
  const char *url;
  int port;
};

// trace 4: 'send' uses it here
static int send(const struct request *r) { return r->url[0] == '/' && r->port; }

static int fetch(int page) {
  struct request request = {.port = 80};
  if (page > 0) {
    char url[24];
    snprintf(url, sizeof url, "/page/%d", page);
    request.url = url; // trace 1: the address of 'url' goes into 'request.url'
  } else { // trace 2: 'url' dies here
    request.url = "/";
  }
  return send(&request); // expect: use-after-scope // trace 3: passed to 'send'
}

int main(void) { return fetch(3) ? 0 : 1; }
