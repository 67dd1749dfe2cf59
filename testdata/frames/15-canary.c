// flags: -O0 -fstack-protector-strong
// run: int copyName(const char *);
// run: int main(void) { return copyName("ada") != 3; }
//
// A correct explanation says:
// - The canary (8 bytes, rbp-8) is loaded from fs:[0x28] and compared with it
//   before the return; __stack_chk_fail does not return.
// - name is next to it, at rbp-32; from (rbp-40) and length (rbp-44) are
//   below.

// The canary lies between the array and what an overflow must not reach; the
// scalars lie below the array, out of its way.
int copyName(const char *from) {
  int length = 0;
  char name[24];
  while (from[length] && length < 23) {
    name[length] = from[length];
    ++length;
  }
  name[length] = 0;
  return length; // break
}
