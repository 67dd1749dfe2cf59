// flags: -O0
// run: struct Matrix { double cell[9]; }; Matrix diagonal(double);
// run: int main() { return diagonal(2).cell[4] != 2; }
//
// A correct explanation says:
// - diagonal: `result` has no slot. The hidden pointer (rdi) is spilled, and
//   rax returns it.
// - either: a at rbp-88, b at rbp-160, 72 bytes each; memcpy to the hidden
//   pointer.

struct Matrix {
  double cell[9];
};

// Too large for registers: the caller passes the address where it wants the
// result. The local that is returned lives there and has no slot here.
Matrix diagonal(double value) {
  Matrix result = {};
  for (int i = 0; i < 3; ++i)
    result.cell[4 * i] = value;
  return result; // break
}

// Which of two is returned is known too late: both have slots, and one is
// copied.
Matrix either(bool first, double value) {
  Matrix a = {{value}};
  Matrix b = {{-value}};
  if (first)
    return a;
  return b;
}
