// flags: -O0
// run: int sumOfLine(int); int main(void) { return sumOfLine(3) != 360; }
//
// A correct explanation says:
// - `and rsp, -64` drops 0, 16, 32 or 48 bytes, so the frame is 208 to 256
//   bytes from the CFA down: 16 fixed, the gap, 192 below the rounded stack
//   pointer.
// - The locals are reached through rsp, not rbp: line at rsp+64, step at
//   rsp+172, sum at rsp+60. Their distance from the CFA is not known.
// - rbp is there for the way out: `mov rsp, rbp` undoes the rounding.

// A cache line of its own: the array must begin at a multiple of 64, but the
// stack that we are called with is only aligned to 16.
int sumOfLine(int step) {
  _Alignas(64) int line[16];
  int sum = 0;
  for (int i = 0; i < 16; ++i)
    line[i] = i * step;
  for (int i = 0; i < 16; ++i)
    sum += line[i];
  return sum; // break
}
