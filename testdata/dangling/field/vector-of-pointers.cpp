// The caller's vector outlives the object whose address is appended.
// run: stack-use-after-return
#include <vector>

struct token {
  char kind;
  int begin, end;
};

static void scan(const char *text, std::vector<const token *> &tokens) {
  for (int i = 0; text[i]; ++i)
    if (text[i] != ' ') {
      token t{text[i], i, i + 1};
      // trace 1: the address of 't' is passed to 'push_back'
      tokens.push_back(&t); // expect: field
    } // trace 2: 't' dies here
}

int main() {
  std::vector<const token *> tokens;
  scan("a b", tokens);
  // also: use-after-scope
  return tokens[1]->kind == 'b' ? 0 : 1;
}
