// flags: -O0 -fomit-frame-pointer
// run: int work(int); int main(void) { return work(4) != 10; }
//
// A correct explanation says:
// - work: no rbp; the slots hang on rsp. g and h of eight() are passed in
//   memory, at rsp+0 and rsp+8 before the call, rsp+8 and rsp+16 in the
//   callee.

int add(int a, int b) { return a + b; }

int eight(int a, int b, int c, int d, int e, int f, int g, int h) {
  return a + h;
}

// Two arguments too many for the registers: they go to the bottom of the frame,
// at rsp, where the callee finds them above its return address.
int work(int n) {
  int local = add(n, 1);
  return eight(local, 1, 2, 3, 4, 5, 6, 5); // break
}
