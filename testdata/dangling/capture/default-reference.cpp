// [&] captures by reference whatever the body names, the parameter too.
// run: stack-use-after-return
static auto scaled(int factor) {
  // trace 1: implicitly captured by reference due to use here
  return [&](int x) { return x * factor; }; // expect: capture
} // trace 2: 'factor' dies here

int main() {
  auto twice = scaled(2);
  // also: use-after-scope
  return twice(21) == 42 ? 0 : 1;
}
