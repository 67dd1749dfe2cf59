// flags: -O0
// run: int digits(int); int main(void) { return digits(12) != 12; }
//
// A correct explanation says:
// - digits: no `sub rsp`; digit at rbp-32 and n at rbp-4 lie below rsp.
// - many: 48 bytes are allocated; 128 more of the frame lie below rsp.

// Calls nothing: the 128 bytes below rsp are ours without moving rsp. Signal
// handlers stay clear of them.
int digits(int n) {
  int digit[4];
  digit[0] = n / 10;
  digit[1] = n % 10;
  return digit[0] * 10 + digit[1]; // break
}

// Larger than the red zone together: what does not fit is allocated.
int many(int n) {
  int value[40];
  value[0] = n;
  value[39] = n;
  return value[0] + value[39];
}
