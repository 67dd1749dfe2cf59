// flags: -O0
// run: double total(int, ...);
// run: int main(void) { return total(3, 1, 2.5, 2, 0.5, 3, 1.0) != 10.0; }
//
// A correct explanation says:
// - rbp-224 to rbp-48 is the register save area: 6 x 8 bytes for rdi to r9,
//   then 8 x 16 for xmm0 to xmm7, those behind `test al, al; je`.
// - `rest` (24 bytes, rbp-32) holds gp_offset 8, fp_offset 48, the overflow
//   area's address rbp+16 and the save area's, rbp-224.
// - `sub rsp, 160` is less than the frame: 120 bytes lie in the red zone.

#include <stdarg.h>

// Any of the arguments may be asked for, so all six integer registers and (if
// the caller used any) all eight vector registers go to memory first.
double total(int pairs, ...) {
  va_list rest;
  double sum = 0;
  va_start(rest, pairs);
  for (int i = 0; i < pairs; ++i) {
    sum += va_arg(rest, int);
    sum += va_arg(rest, double);
  }
  va_end(rest);
  return sum; // break
}
