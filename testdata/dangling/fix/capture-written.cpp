// findings: 1, fixes: 0
// It is there to count.
auto counter() {
  int calls = 0;
  return [&calls] { return ++calls; };
}
