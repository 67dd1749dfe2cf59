// Only the reference is captured by reference.
static auto adder(const int &base, int step) {
  int total = step * 2;
  return [&base, total] { return base + total; };
}

int main() {
  int base = 40;
  auto add = adder(base, 1);
  return add() == 42 ? 0 : 1;
}
