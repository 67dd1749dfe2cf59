// findings: 1, fixes: 1
#include <string>
std::string name();
static const std::string &same(const std::string &s) { return s; }
std::size_t size() {
  const std::string &s = same(name());
  return s.size();
}
