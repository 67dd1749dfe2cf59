// The inner lambda refers to a local of the outer one.
// run: stack-use-after-return
static auto curry() {
  return [](int a) {
    int offset = a + 1;
    // trace 1: captured by reference here
    return [&offset](int b) { return offset + b; }; // expect: capture
  }; // trace 2: 'offset' dies here
}

int main() {
  auto add = curry()(20);
  // also: use-after-scope
  return add(21) == 42 ? 0 : 1;
}
