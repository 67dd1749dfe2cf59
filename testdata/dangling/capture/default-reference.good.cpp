// [=] copies.
static auto scaled(int factor) {
  return [=](int x) { return x * factor; };
}

int main() {
  auto twice = scaled(2);
  return twice(21) == 42 ? 0 : 1;
}
