// The buffer is declared outside of the block.
#include <stdio.h>

static int print(int code) {
  const char *text = "done";
  char buffer[24];
  if (code != 0) {
    snprintf(buffer, sizeof buffer, "failed: %d", code);
    text = buffer;
  }
  return puts(text);
}

int main(void) { return print(3) < 0; }
