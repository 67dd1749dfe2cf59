#include "good.h"

int good(int n) {
  int twice = 2 * n;
  return twice;
}
