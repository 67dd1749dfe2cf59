// flags: -m32 -O1 -fomit-frame-pointer -fno-pic -mno-sse
// run: int work(int); int main(void) { return work(1) != 9; }
//
// A correct explanation says:
// - slot is at CFA-32 all the time, and at esp+0, +4 ... +16 by turns.
// - sumUp ends with `ret 8`, widen with `ret 4`; the caller does not free
//   those.
// - edi and esi are saved at CFA-8 and CFA-12.

struct Wide {
  int part[4];
};

__attribute__((noinline, stdcall)) int sumUp(int a, int b) {
  return a + b; // pops its own 8 bytes of arguments
}

__attribute__((noinline)) int four(int *out, int a, int b, int c) {
  *out = a + b + c;
  return *out;
}

__attribute__((noinline)) struct Wide widen(int n) {
  struct Wide wide = {{n, n, n, n}};
  return wide; // ret 4: the hidden pointer is popped as well
}

// Without a frame pointer all hangs on esp, which each push moves: one slot has
// another displacement at every instruction. Its distance from the CFA stays.
int work(int n) {
  int slot = 0;
  four(&slot, n, 1, 2);
  struct Wide wide = widen(n);
  slot = sumUp(slot, wide.part[3]) + wide.part[0];
  return four(&slot, slot, 1, 2); // break
}
