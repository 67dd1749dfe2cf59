// findings: 1, fixes: 1
const int *table(void) {
  const int primes[4] = {2, 3, 5, 7};
  return primes;
}
