// A generic lambda is a class with a call operator template; what it captures
// is in it all the same.
// run: stack-use-after-return
template <typename F> static auto twice(F f) {
  // trace 1: captured by reference here
  return [&f](auto x) { return f(f(x)); }; // expect: capture
} // trace 2: 'f' dies here

int main() {
  int step = 1;
  auto plus_two = twice([step](auto x) { return x + step; });
  // also: use-after-scope, temporary
  return plus_two(40) == 42 ? 0 : 1;
}
