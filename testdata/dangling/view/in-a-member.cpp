// The parser's view is of a string that dies when load() returns.
// run: heap-use-after-free|stack-use-after-return
#include <string>
#include <string_view>

static std::string read_file(int number) {
  return "a file with number " + std::to_string(number);
}

class parser {
  std::string_view text;

public:
  void load(int number) {
    std::string content = read_file(number);
    text = content; // expect: view
  } // trace 1: 'content' dies here
  char next() const { return text.front(); } // also: view
};

int main() {
  parser p;
  p.load(4);
  // also: view
  return p.next() == 'a' ? 0 : 1;
}
