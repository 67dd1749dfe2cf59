#include "good.h"
#include "number.h"

#if NEEDED != 1
#error "not compiled as the build does it"
#endif

extern "C" int generated(void);
const char *dangling(int n);

int main() {
  char large[8192] = {};
  large[good(NUMBER)] = 1;
  return good(generated()) == 14 && large[0] == 0 ? 0 : 1;
}
