// The block of a try ends before its handler begins: whatever was declared in
// it is destroyed when the handler runs.
// run: stack-use-after-scope
struct position {
  int line;
};

static void check(int line) {
  if (line > 2)
    throw line;
}

static int failed_at(int lines) {
  const position *at = nullptr;
  try {
    position here{0};
    at = &here; // trace 1: the address of 'here' goes into 'at'
    for (; here.line < lines; ++here.line)
      check(here.line);
  } catch (int) { // trace 2: 'here' dies here
    return at->line; // expect: use-after-scope
  }
  return 0;
}

int main() { return failed_at(5) == 3 ? 0 : 1; }
