// A function that returns its argument unchanged does not extend its life.
// run: stack-use-after-scope
// trace 1: it is returned by 'logged'
template <typename T> const T &logged(const T &value) { return value; }

struct matrix {
  double a = 1, b = 0;
};

static matrix scaled(double f) { return {f, f}; }

int main() {
  // trace 2: the temporary dies here
  const matrix &m = logged(scaled(2)); // expect: temporary
  return m.a == 2 ? 0 : 1;             // also: use-after-scope
}
