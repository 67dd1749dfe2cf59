// findings: 1, fixes: 0
// A name in this function would not live long enough.
#include <string>
#include <string_view>
std::string name();
std::string_view first() {
  std::string_view s = name();
  return s;
}
