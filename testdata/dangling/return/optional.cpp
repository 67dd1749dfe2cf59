// value() of a local optional is a reference into it.
// run: stack-use-after-return
#include <optional>

static std::optional<int> parsed(char c) {
  if (c < '0' || c > '9')
    return std::nullopt;
  return c - '0';
}

static const int &digit(char c) {
  static const int none = -1;
  auto result = parsed(c);
  if (!result.has_value())
    return none;
  // trace 1: 'value' is called on 'result'
  // trace 2: it goes into 'value'
  const int &value = result.value();
  return value; // expect: return
} // trace 3: 'result' dies here

int main() {
  const int &d = digit('6');
  // also: use-after-scope, view
  return d == 6 ? 0 : 1;
}
