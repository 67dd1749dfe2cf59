// findings: 1, fixes: 0
// What comes before it may matter to it.
#include <string>
std::string name();
int next();
static const char *skip(int n, const std::string &s) { return s.c_str() + n; }
int first() {
  const char *s = skip(next(), name());
  return *s;
}
