// What is thrown is copied; what is copied is a pointer to a local that the
// unwinding destroys.
// run: nothing, AddressSanitizer forgets frames that an exception leaves
struct parse_error {
  int line;
};

static void parse(int line) {
  parse_error error{line};
  if (line > 2)
    throw &error; // expect: return
} // trace 1: 'error' dies here

int main() {
  try {
    parse(3);
  } catch (const parse_error *e) {
    // also: use-after-scope
    return e->line == 3 ? 0 : 1;
  }
  return 1;
}
