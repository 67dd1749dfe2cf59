// Both are views.
#include <string>
#include <string_view>

static const std::string unnamed = "a thing without a name of its own";

static std::size_t width(const char *name) {
  std::string_view shown = name ? std::string_view(name) : unnamed;
  return shown.size() + (shown[0] == 'a');
}

int main() { return width(nullptr) == 34 ? 0 : 1; }
