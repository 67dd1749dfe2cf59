// The builder is copied out.
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

static query page(int number) {
  query q;
  return q.limit(20).offset(20 * number);
}

int main() {
  query third = page(2);
  return third.last() == 60 ? 0 : 1;
}
