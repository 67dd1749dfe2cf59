// Both are taken by reference.
struct money {
  long cents;
  const char *currency;
};

template <typename T> const T &at_least(const T &low, const T &value) {
  return value.cents < low.cents ? low : value;
}

int main() {
  money low{100, "EUR"}, price{250, "EUR"};
  const money &pay = at_least(low, price);
  return pay.cents == 250 ? 0 : 1;
}
