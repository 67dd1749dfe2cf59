// A function that returns its argument unchanged does not extend its life.
// run: stack-use-after-scope
template <typename T> const T &logged(const T &value) { return value; }

struct matrix {
  double a = 1, b = 0;
};

static matrix scaled(double f) { return {f, f}; }

int main() {
  const matrix &m = logged(scaled(2)); // expect: temporary
  return m.a == 2 ? 0 : 1;             // also: use-after-scope
}
