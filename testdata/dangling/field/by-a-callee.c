// Who stores is a helper; whose the variable is decides.
// run: stack-use-after-return
struct range {
  const int *first, *last;
};

// untold 1: stores
static void set(struct range *range, const int *first, int count) {
  range->first = first; // trace 2: it goes into 'range->first'
  range->last = first + count;
}

static void digits_of(unsigned n, struct range *digits) {
  int all[10], count = 0;
  do
    all[count++] = (int)(n % 10);
  while (n /= 10);
  // trace 1: the address of 'all' is passed to 'set' as 'first'
  set(digits, all, count); // expect: field
} // trace 3: 'all' dies here

int main(void) {
  struct range digits;
  digits_of(321, &digits);
  // also: use-after-scope
  return digits.first[0] == 1 ? 0 : 1;
}
