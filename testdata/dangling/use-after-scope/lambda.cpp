// The lambda lives on when the block of what it refers to has ended.
// run: stack-use-after-scope
static int measure(int width) {
  int unit = 1;
  auto scale = [p = &unit](int x) { return x * *p; };
  {
    int half = width / 2;
    auto to_half = [p = &half](int x) { return x * *p; };
    static_assert(sizeof scale == sizeof to_half);
    scale.operator()(1);
    unit = to_half(1);
  }
  const int *last = nullptr;
  {
    int rest = width % 2;
    auto keep = [&rest, &last] { last = &rest; };
    keep(); // untold 1: 'rest'
  } // trace 1: 'rest' dies here
  return *last + scale(1); // expect: use-after-scope
}

int main() { return measure(5) == 3 ? 0 : 1; }
