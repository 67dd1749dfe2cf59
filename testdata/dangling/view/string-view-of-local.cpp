// A string_view has a pointer into the string, which dies with the function.
// run: stack-use-after-return
#include <string>
#include <string_view>

static std::string_view lower(std::string_view text) {
  std::string result(text);
  for (char &c : result)
    if (c >= 'A' && c <= 'Z')
      c = char(c - 'A' + 'a');
  std::string_view view = result;
  return view; // expect: view
} // trace 1: 'result' dies here

int main() {
  std::string_view text = lower("KEY");
  // also: view
  return text[0] == 'k' ? 0 : 1;
}
