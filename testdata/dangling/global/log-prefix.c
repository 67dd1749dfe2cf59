// The logger keeps the pointer to the prefix, not its characters.
// run: stack-use-after-return
#include <stdio.h>

static const char *log_prefix = "";

// also: use-after-scope
static void log_line(const char *text) { printf("%s%s\n", log_prefix, text); }

static void connect_to(const char *host) {
  char prefix[32];
  snprintf(prefix, sizeof prefix, "[%s] ", host);
  log_prefix = prefix; // expect: global
  log_line("connected");
} // trace 1: 'prefix' dies here

int main(void) {
  connect_to("example.org");
  log_line("sent 3 bytes");
  return 0;
}
