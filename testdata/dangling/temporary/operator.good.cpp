// The result is copied.
struct big {
  long digits[4] = {};
  big &operator+=(long n) {
    digits[0] += n;
    return *this;
  }
};

static big zero() { return {}; }

int main() {
  const big five = zero() += 5;
  return five.digits[0] == 5 ? 0 : 1;
}
