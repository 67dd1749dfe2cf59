// The caller has the array, and says how long it is.
static int *primes_below(int n, int *count, int primes[n]) {
  *count = 0;
  for (int i = 2; i < n; ++i) {
    int divisor = 0;
    while (divisor < *count && i % primes[divisor] != 0)
      ++divisor;
    if (divisor == *count)
      primes[(*count)++] = i;
  }
  return primes;
}

int main(void) {
  int count;
  int room[30];
  int *primes = primes_below(30, &count, room);
  return primes[count - 1] == 29 ? 0 : 1;
}
