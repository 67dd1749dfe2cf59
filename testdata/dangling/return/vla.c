// A variable-length array lives from its declaration to the end of its scope
// (C17 6.2.4p7).
// run: nothing, AddressSanitizer forgets an array of this kind at a return
static int *primes_below(int n, int *count) {
  int primes[n];
  *count = 0;
  for (int i = 2; i < n; ++i) {
    int divisor = 0;
    while (divisor < *count && i % primes[divisor] != 0)
      ++divisor;
    if (divisor == *count)
      primes[(*count)++] = i;
  }
  return primes; // expect: return
} // trace 1: 'primes' dies here

int main(void) {
  int count;
  int *primes = primes_below(30, &count);
  // also: use-after-scope
  return primes[count - 1] == 29 ? 0 : 1;
}
