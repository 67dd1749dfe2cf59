// The lambda has a reference to the local in it, and is returned.
// run: stack-use-after-return
static auto make_counter(int start) {
  int count = start;
  // trace 1: a lambda captures 'count' by reference
  auto next = [&count] { return ++count; };
  return next;                              // expect: capture
} // trace 2: 'count' dies here

int main() {
  auto next = make_counter(41);
  // also: use-after-scope
  return next() == 42 ? 0 : 1;
}
