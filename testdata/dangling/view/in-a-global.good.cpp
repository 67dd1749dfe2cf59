// The global is a string.
#include <string>
#include <string_view>

static std::string title;

static void set_title(int page) {
  std::string text = "a rather long title of page " + std::to_string(page);
  title = text;
}

int main() {
  set_title(3);
  return title.back() == '3' ? 0 : 1;
}
