// The function that is called on an error returns, and so does this one.
// run: stack-use-after-return
#include <stdio.h>

static void complain(const char *what) { fprintf(stderr, "%s?\n", what); }

static const int *parse_digit(const char *text) {
  static const int digits[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  int unknown = -1;
  if (*text < '0' || *text > '9') {
    complain(text);
    return &unknown; // expect: return
  }
  return &digits[*text - '0'];
} // trace 1: 'unknown' dies here

int main(void) {
  const int *digit = parse_digit("x");
  // also: use-after-scope
  return *digit == -1 ? 0 : 1;
}
