// Capturing a reference captures what it refers to: the caller's object is
// alive. The second local is not.
// run: stack-use-after-return
static auto adder(const int &base, int step) {
  int total = step * 2;
  // trace 1: captured by reference here
  return [&base, &total] { return base + total; }; // expect: capture
} // trace 2: 'total' dies here

int main() {
  int base = 40;
  auto add = adder(base, 1);
  // also: use-after-scope
  return add() == 42 ? 0 : 1;
}
