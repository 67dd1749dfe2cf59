// Each step of the builder returns *this; the builder is a local.
// run: stack-use-after-return
class query {
  int limit_ = 0, offset_ = 0;

public:
  query &limit(int n) {
    limit_ = n;
    return *this;
  }
  query &offset(int n) {
    offset_ = n;
    return *this;
  }
  int last() const { return offset_ + limit_; }
};

static query &page(int number) {
  query q;
  return q.limit(20).offset(20 * number); // expect: return
} // trace 3: 'q' dies here

int main() {
  query &third = page(2);
  // also: use-after-scope
  return third.last() == 60 ? 0 : 1;
}
