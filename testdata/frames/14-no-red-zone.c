// flags: -O1 -mno-red-zone
// run: int callee(int n) { return n; } long keep(long); int call(int);
// run: int main(void) { return keep(7) != 7 || call(7) != 8; }
//
// A correct explanation says:
// - keep: `push rax` allocates the 8 bytes of kept; `pop rcx` frees them.
// - call: `push rax` is padding, so that rsp is 16-byte aligned at the call.

// As in a kernel: an interrupt would overwrite what lies below rsp, so every
// byte must be allocated. `push rax` does it in one byte of code.
long keep(long n) {
  volatile long kept = n;
  return kept; // break
}

int callee(int);

// The same instruction for another reason: rsp must be a multiple of 16 at the
// call, and the return address made it an odd multiple of 8.
int call(int n) { return callee(n) + 1; }
