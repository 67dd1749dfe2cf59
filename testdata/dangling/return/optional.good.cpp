// The digit is returned by value.
#include <optional>

static std::optional<int> parsed(char c) {
  if (c < '0' || c > '9')
    return std::nullopt;
  return c - '0';
}

static int digit(char c) {
  static const int none = -1;
  auto result = parsed(c);
  if (!result.has_value())
    return none;
  const int &value = result.value();
  return value;
}

int main() {
  const int d = digit('6');
  return d == 6 ? 0 : 1;
}
