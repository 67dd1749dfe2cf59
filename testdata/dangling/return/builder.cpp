// Each step of the builder returns *this; the builder is a local.
// run: stack-use-after-return
class query {
  int limit_ = 0, offset_ = 0;

public:
  query &limit(int n) {
    limit_ = n;
    return *this; // trace 2: it is returned by 'limit'
  }
  query &offset(int n) {
    offset_ = n;
    return *this; // trace 4: it is returned by 'offset'
  }
  int last() const { return offset_ + limit_; }
};

static query &page(int number) {
  query q;
  // trace 1: 'limit' is called on 'q'
  // trace 3: passed to 'offset'
  return q.limit(20).offset(20 * number); // expect: return
} // trace 5: 'q' dies here

int main() {
  query &third = page(2);
  // also: use-after-scope
  return third.last() == 60 ? 0 : 1;
}
