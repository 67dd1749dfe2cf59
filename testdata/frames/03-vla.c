// flags: -O0
// run: int countDown(int); int main(void) { return countDown(5) != 15; }
//
// A correct explanation says:
// - rbp-16 holds rsp as it was before the array; where the scope ends it is
//   put back. rbp-24 holds n, as the array's length (__vla_expr0).
// - The array takes (4n+15) & -16 bytes at run time, below rbp-48. Its address
//   is in a spill slot at rbp-40 only.
// - `mov rsp, rbp` on the way out works however large the array was.

void use(void *);

// The array's size is known only when the function runs: it lies below
// everything that is fixed, and goes away with the stack pointer's old value.
int countDown(int n) {
  int total = 0;
  {
    int values[n];
    for (int i = 0; i < n; ++i)
      values[i] = n - i;
    use(values);
    for (int i = 0; i < n; ++i)
      total += values[i]; // break
  }
  return total;
}
