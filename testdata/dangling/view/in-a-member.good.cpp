// The parser has the content.
#include <string>
#include <string_view>

static std::string read_file(int number) {
  return "a file with number " + std::to_string(number);
}

class parser {
  std::string content;
  std::string_view text;

public:
  void load(int number) {
    content = read_file(number);
    text = content;
  }
  char next() const { return text.front(); }
};

int main() {
  parser p;
  p.load(4);
  return p.next() == 'a' ? 0 : 1;
}
