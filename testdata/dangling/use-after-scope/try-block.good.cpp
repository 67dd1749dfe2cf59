// The position is declared outside of the block.
struct position {
  int line;
};

static void check(int line) {
  if (line > 2)
    throw line;
}

static int failed_at(int lines) {
  position here{0};
  const position *at = nullptr;
  try {
    at = &here;
    for (; here.line < lines; ++here.line)
      check(here.line);
  } catch (int) {
    return at->line;
  }
  return 0;
}

int main() { return failed_at(5) == 3 ? 0 : 1; }
