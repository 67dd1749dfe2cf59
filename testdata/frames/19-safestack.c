// flags: -O0 -fsanitize=safe-stack
// run: int split(int); int main(void) { return split(5) != 10; }
//
// A correct explanation says:
// - buffer is on the unsafe stack; plain (rbp-8) and n (rbp-4) are here.
// - The unsafe stack's pointer is a thread-local variable, spilled at rbp-24.

void use(void *);

// SafeStack keeps what can be reached by an address on a second stack. The
// return address and plain scalars stay on this one, out of an overflow's way.
int split(int n) {
  int plain = n;
  char buffer[16];
  buffer[0] = plain;
  use(buffer);
  return plain + buffer[0]; // break
}
