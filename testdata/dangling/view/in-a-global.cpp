// The global view is of a local string.
// run: heap-use-after-free|stack-use-after-return
#include <string>
#include <string_view>

static std::string_view title;

static void set_title(int page) {
  std::string text = "a rather long title of page " + std::to_string(page);
  title = text; // expect: view
} // trace 1: 'text' dies here

int main() {
  set_title(3);
  // also: view
  return title.back() == '3' ? 0 : 1;
}
