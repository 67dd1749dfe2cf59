// The rest is the function's.
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
  int rest = width % 2;
  const int *last = nullptr;
  {
    auto keep = [&rest, &last] { last = &rest; };
    keep();
  }
  return *last + scale(1);
}

int main() { return measure(5) == 3 ? 0 : 1; }
