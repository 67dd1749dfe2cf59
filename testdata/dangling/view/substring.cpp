// substr() of a string is a new string, a temporary; of a string_view it would
// be a view.
// run: heap-use-after-free|stack-use-after-scope
#include <string>
#include <string_view>

static char extension(const std::string &name) {
  // trace 1: the temporary dies here
  std::string_view end = name.substr(name.rfind('.') + 1); // expect: view
  return end[0]; // also: view, temporary // trace 2: it is used here
}

int main() { return extension("page.html") == 'h' ? 0 : 1; }
