// The array is the caller's.
struct range {
  const int *first, *last;
};

static void set(struct range *range, const int *first, int count) {
  range->first = first;
  range->last = first + count;
}

static void digits_of(unsigned n, int all[10], struct range *digits) {
  int count = 0;
  do
    all[count++] = (int)(n % 10);
  while (n /= 10);
  set(digits, all, count);
}

int main(void) {
  int all[10];
  struct range digits;
  digits_of(321, all, &digits);
  return digits.first[0] == 1 ? 0 : 1;
}
