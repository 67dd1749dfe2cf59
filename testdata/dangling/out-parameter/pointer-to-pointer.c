// The caller's variable gets the address of a copy that dies when the function
// returns.
// run: stack-use-after-return
#include <string.h>

static int field_after(const char *line, char separator, const char **field) {
  char copy[64];
  strncpy(copy, line, sizeof copy - 1);
  copy[sizeof copy - 1] = 0;
  for (int i = 0; copy[i]; ++i)
    if (copy[i] == separator) {
      *field = copy + i + 1; // expect: out-parameter
      return 1;
    }
  return 0;
} // trace 1: 'copy' dies here

int main(void) {
  const char *port = "";
  if (!field_after("localhost:80", ':', &port))
    return 1;
  // also: use-after-scope
  return port[0] == '8' ? 0 : 1;
}
