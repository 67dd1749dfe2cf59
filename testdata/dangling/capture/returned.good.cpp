// The lambda has a copy of its own.
static auto make_counter(int start) {
  int count = start;
  auto next = [count]() mutable { return ++count; };
  return next;
}

int main() {
  auto next = make_counter(41);
  return next() == 42 ? 0 : 1;
}
