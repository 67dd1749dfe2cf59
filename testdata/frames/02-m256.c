// flags: -O0 -mavx
// run: double dot4(const double *, const double *);
// run: int main(void) { double v[4] = {1, 2, 3, 4}; return dot4(v, v) != 30; }
//
// A correct explanation says:
// - `and rsp, -32` drops 0 or 16 bytes: 144 to 160 bytes in all.
// - product at rsp+32, a multiple of 32. The two `from` of the inlined `load`
//   have slots of their own, rsp+104 and rsp+96.
// - `vzeroupper` stands between `pop rbp` and `ret` and is no part of the
//   frame.

typedef double Vector __attribute__((vector_size(32)));
typedef double Unaligned __attribute__((vector_size(32), aligned(8)));

static inline __attribute__((always_inline)) Vector load(const double *from) {
  return *(const Unaligned *)from;
}

// A 32-byte vector wants a 32-byte boundary: the frame is realigned although
// no alignas is to be seen. What `load` has of its own goes into this frame.
double dot4(const double *a, const double *b) {
  Vector product = load(a) * load(b);
  double sum = 0;
  for (int i = 0; i < 4; ++i)
    sum += product[i];
  return sum; // break
}
