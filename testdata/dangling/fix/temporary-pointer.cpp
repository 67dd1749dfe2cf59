// findings: 1, fixes: 1
#include <string>
std::string name();
int use(const char *);
int size() {
  const char *s = name().c_str();
  return use(s);
}
