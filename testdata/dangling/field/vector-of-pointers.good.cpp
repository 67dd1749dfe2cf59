// The vector has the tokens themselves.
#include <vector>

struct token {
  char kind;
  int begin, end;
};

static void scan(const char *text, std::vector<token> &tokens) {
  for (int i = 0; text[i]; ++i)
    if (text[i] != ' ') {
      token t{text[i], i, i + 1};
      tokens.push_back(t);
    }
}

int main() {
  std::vector<token> tokens;
  scan("a b", tokens);
  return tokens[1].kind == 'b' ? 0 : 1;
}
