// The text lives in the block of the `if`; the pointer lives on.
// run: stack-use-after-scope
#include <stdio.h>

static int print(int code) {
  const char *text = "done";
  if (code != 0) {
    char buffer[24];
    snprintf(buffer, sizeof buffer, "failed: %d", code);
    text = buffer; // trace 1: the address of 'buffer' goes into 'text'
  } // trace 2: 'buffer' dies here
  return puts(text);  // expect: use-after-scope // trace 3: passed to 'puts'
}

int main(void) { return print(3) < 0; }
