// The operator returns a reference to its left operand, a temporary.
// run: stack-use-after-scope
struct big {
  long digits[4] = {};
  big &operator+=(long n) {
    digits[0] += n;
    return *this;
  }
};

static big zero() { return {}; }

int main() {
  // trace 1: the temporary dies here
  const big &five = zero() += 5; // expect: temporary
  // also: use-after-scope
  return five.digits[0] == 5 ? 0 : 1;
}
