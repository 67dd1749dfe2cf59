// findings: 1, fixes: 1
#include <algorithm>
int next();
int greater() {
  const int &r = std::max(next(), 3);
  return r + 1;
}
