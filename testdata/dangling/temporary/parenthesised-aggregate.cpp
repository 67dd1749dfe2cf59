// An aggregate that is initialised with parentheses does not extend the life of
// a temporary; with braces it would (C++20 [class.temporary]/6.10).
// run: stack-use-after-scope
struct limits {
  int low, high;
};
struct axis {
  const limits &range;
  int ticks;
};

static limits from_data(int high) { return {0, high}; }

int main() {
  // untold 1: dies here
  axis x(from_data(10), 5); // expect: temporary
  // also: use-after-scope, temporary
  return x.range.high == 10 ? 0 : 1;
}
