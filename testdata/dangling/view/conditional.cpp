// The two operands of ?: have different types, so that the result is a
// temporary, a copy of the string; the view of it outlives it.
// run: heap-use-after-free|stack-use-after-scope
#include <string>
#include <string_view>

static const std::string unnamed = "a thing without a name of its own";

static std::size_t width(const char *name) {
  // expect: view
  // trace 1: the temporary dies here
  std::string_view shown = name ? name : unnamed;
  // trace 2: it is used here
  return shown.size() + (shown[0] == 'a'); // also: view, temporary
}

int main() { return width(nullptr) == 34 ? 0 : 1; }
