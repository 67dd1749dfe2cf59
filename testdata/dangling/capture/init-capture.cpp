// The init-capture copies: a pointer to the local.
// run: stack-use-after-return
static auto reader(int value) {
  int cell = value;
  // expect: capture
  // trace 1: captured via initialization of lambda capture 'p'
  return [p = &cell] { return *p; };
} // trace 2: 'cell' dies here

int main() {
  auto read = reader(3);
  // also: use-after-scope
  return read() == 3 ? 0 : 1;
}
