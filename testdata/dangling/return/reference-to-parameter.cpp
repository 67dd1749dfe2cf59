// The argument was copied into the parameter, and the reference is to the copy.
// run: stack-use-after-return
struct money {
  long cents;
  const char *currency;
};

template <typename T> const T &at_least(const T &low, T value) {
  return value.cents < low.cents ? low : value; // expect: return
} // trace 1: 'value' dies here

int main() {
  money low{100, "EUR"}, price{250, "EUR"};
  const money &pay = at_least(low, price);
  // also: use-after-scope
  return pay.cents == 250 ? 0 : 1;
}
