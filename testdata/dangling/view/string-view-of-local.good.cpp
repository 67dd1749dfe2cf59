// The string is returned.
#include <string>
#include <string_view>

static std::string lower(std::string_view text) {
  std::string result(text);
  for (char &c : result)
    if (c >= 'A' && c <= 'Z')
      c = char(c - 'A' + 'a');
  return result;
}

int main() {
  std::string text = lower("KEY");
  return text[0] == 'k' ? 0 : 1;
}
