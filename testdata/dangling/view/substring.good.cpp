// The view is taken first and shortened then.
#include <string>
#include <string_view>

static char extension(const std::string &name) {
  std::string_view end = std::string_view(name).substr(name.rfind('.') + 1);
  return end[0];
}

int main() { return extension("page.html") == 'h' ? 0 : 1; }
