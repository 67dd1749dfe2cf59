// The example of the README: adds up the digits of n, each worth c.
int digits(char *to, int n);

int sum(int n, char c) {
  char buf[16]; int total = 0, length = digits(buf, n);
  for (const char *at = buf; at < buf + length; ++at) { int digit = *at - '0'; total += digit * c; }
  return total;
}
