// Without the function in between the reference extends it.
template <typename T> const T &logged(const T &value) { return value; }

struct matrix {
  double a = 1, b = 0;
};

static matrix scaled(double f) { return {f, f}; }

int main() {
  const matrix &m = scaled(2);
  return m.a == 2 ? 0 : 1;
}
