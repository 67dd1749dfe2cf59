// flags: -O1
// run: long step(long n) { return n + 1; } long mixEight(const long *);
// run: int main(void) { long v[8] = {1, 2, 3}; return mixEight(v) == 0; }
//
// A correct explanation says:
// - Three spills at rsp+0, +8 and +16: f, g and h.
// - Six saved registers (rbp, r15 to r12, rbx) are no spills. rbp is one of
//   them: it is no frame pointer here.

long step(long);

// More values are wanted after the calls than there are registers that calls
// leave alone (rbx, rbp, r12 to r15): the rest is spilled to the frame.
long mixEight(const long *in) {
  long a = in[0], b = in[1], c = in[2], d = in[3];
  long e = in[4], f = in[5], g = in[6], h = in[7];
  long x = step(a ^ b);
  long y = step(c ^ d);
  return (x + a * b) ^ (y + c * d) ^ (x * e + f) ^ (y * g + h); // break
}
