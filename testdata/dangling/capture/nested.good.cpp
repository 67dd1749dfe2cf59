// It is captured by copy.
static auto curry() {
  return [](int a) {
    int offset = a + 1;
    return [offset](int b) { return offset + b; };
  };
}

int main() {
  auto add = curry()(20);
  return add(21) == 42 ? 0 : 1;
}
