// The logger has the buffer.
#include <stdio.h>

static char log_prefix[32];

static void log_line(const char *text) { printf("%s%s\n", log_prefix, text); }

static void connect_to(const char *host) {
  snprintf(log_prefix, sizeof log_prefix, "[%s] ", host);
  log_line("connected");
}

int main(void) {
  connect_to("example.org");
  log_line("sent 3 bytes");
  return 0;
}
