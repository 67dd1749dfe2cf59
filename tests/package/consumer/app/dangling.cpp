#include <string>

const char *dangling(int n) {
  std::string digits = std::to_string(n);
  return digits.c_str();
}
