// flags: -O0
// run: int mix(int); int main(void) { return mix(3) != 3; }
//
// A correct explanation says:
// - Three bases: rbp for the way out, rbx for the fixed locals (block at
//   rbx+32, n at rbx+68), rsp for the array.
// - rbx is pushed before the rounding, at CFA-24; `and rsp, -32` then drops 8
//   or 24 bytes.
// - `lea rsp, [rbp - 8]` finds the saved rbx again.

void use(void *);

// Realigned and growing at once: rsp moves with the array, rbp is an unknown
// distance away from what is aligned, so a third register holds the rest.
int mix(int n) {
  _Alignas(32) char block[32];
  char tail[n];
  block[0] = 1;
  tail[0] = 2;
  use(block);
  use(tail);
  return block[0] + tail[0]; // break
}
