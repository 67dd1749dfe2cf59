// The function object is moved into the lambda.
template <typename F> static auto twice(F f) {
  return [f](auto x) { return f(f(x)); };
}

int main() {
  int step = 1;
  auto plus_two = twice([step](auto x) { return x + step; });
  return plus_two(40) == 42 ? 0 : 1;
}
