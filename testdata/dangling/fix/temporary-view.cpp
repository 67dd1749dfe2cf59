// findings: 1, fixes: 1
#include <string>
#include <string_view>
std::size_t use(std::string_view);
std::size_t size(const std::string &name) {
  std::string_view s = name + ".txt";
  return use(s);
}
