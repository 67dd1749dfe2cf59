// The pointer is declared outside of the loop and read in the next round,
// before it is set again.
// run: nothing, the bytes belong to this round's variable by then
#include <stdio.h>

static int longest(const char *const *words) {
  const char *shown = "";
  int most = 0;
  for (; *words; ++words) {
    char quoted[16];
    int length = snprintf(quoted, sizeof quoted, "'%s'", *words);
    if (length > most && *shown != '#') // expect: use-after-scope
      most = length;
    shown = quoted; // trace 1: the address of 'quoted' goes into 'shown'
  } // trace 2: 'quoted' dies here
  return most;
}

int main(void) {
  const char *const words[] = {"a", "long", 0};
  return longest(words) == 6 ? 0 : 1;
}
