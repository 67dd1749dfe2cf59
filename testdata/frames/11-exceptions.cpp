// flags: -O0
// run: int guarded(int); int main() { return guarded(-1) != 41; }
//
// A correct explanation says:
// - guarded: the exception's pointer at rbp-24 (8 bytes) and the selector at
//   rbp-28 (4 bytes) are the compiler's own.
// - failure (rbp-40) lives in the catch block only, although debug info gives
//   it more. The landing pad has no predecessor in the code: the unwinder
//   comes there.

struct Failure {
  int code;
};

int checked(int n) {
  if (n < 0)
    throw Failure{40};
  return n;
}

struct Guard {
  int *target;
  ~Guard() { ++*target; }
};

// The landing pad receives two values in registers (the exception and which
// handler wants it); at -O0 they go to slots that no name in the source has.
int guarded(int n) {
  int result = 0;
  try {
    Guard guard{&result};
    result = checked(n);
  } catch (const Failure &failure) {
    result += failure.code; // break
  }
  return result;
}
