// The predicate is kept with the range that it filters, and refers to a local.
// run: stack-use-after-return
#include <vector>

template <typename Predicate> struct filtered {
  const std::vector<int> &values;
  Predicate keep;
  int count() const {
    int n = 0;
    for (int v : values)
      n += keep(v);
    return n;
  }
};
template <typename Predicate>
filtered(const std::vector<int> &, Predicate) -> filtered<Predicate>;

static auto above(const std::vector<int> &values, int percent) {
  int limit = values.front() * percent / 100;
  // expect: capture
  return filtered{values, [&limit](int v) { return v > limit; }};
} // trace 1: 'limit' dies here

int main() {
  std::vector<int> values{10, 20, 30};
  auto large = above(values, 200);
  // also: use-after-scope
  return large.count() == 1 ? 0 : 1;
}
