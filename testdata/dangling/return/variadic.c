// The first argument that is not null is returned; one of them points to a
// local of the caller, which hands it on.
// run: stack-use-after-return
#include <stdarg.h>
#include <stdio.h>

static const char *first_of(int count, ...) {
  va_list list;
  const char *found = 0;
  va_start(list, count);
  while (!found && count-- > 0)
    found = va_arg(list, const char *);
  va_end(list);
  return found;
}

static const char *title(const char *given, int number) {
  char fallback[24];
  snprintf(fallback, sizeof fallback, "untitled %d", number);
  // trace 1: the address of 'fallback' is passed to 'first_of'
  return first_of(2, given, fallback); // expect: return
} // trace 2: 'fallback' dies here

int main(void) {
  const char *name = title(0, 3);
  return name[0] == 'u' ? 0 : 1; // also: use-after-scope
}
