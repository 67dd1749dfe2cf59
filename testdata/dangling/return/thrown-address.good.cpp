// The object is thrown, and caught by reference.
struct parse_error {
  int line;
};

static void parse(int line) {
  parse_error error{line};
  if (line > 2)
    throw error;
}

int main() {
  try {
    parse(3);
  } catch (const parse_error &e) {
    return e.line == 3 ? 0 : 1;
  }
  return 1;
}
