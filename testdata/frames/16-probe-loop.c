// flags: -O0 -fstack-clash-protection
// run: int large(int); int middle(int);
// run: int main(void) { return large(3) != 3 || middle(3) != 3; }
//
// A correct explanation says:
// - large: r11 = rsp - 1048576; the loop takes 4096 bytes at a time and writes
//   to each page; 16 bytes more come after it.
// - middle: three times `sub rsp, 0x1000` with a write after each.

void use(void *);

// 1 MiB: page for page is touched on the way down, so that the guard page below
// the stack cannot be jumped over.
int large(int n) {
  char buffer[1 << 20];
  buffer[n] = n;
  use(buffer);
  return buffer[n]; // break
}

// Three pages: the same, without a loop.
int middle(int n) {
  char buffer[3 * 4096];
  buffer[n] = n;
  use(buffer);
  return buffer[n];
}
