// flags: -O0
// run: int useExtended(int); int main() { return useExtended(20) != 41; }
//
// A correct explanation says:
// - doubled (8 bytes, rbp-16) points to an unnamed int at rbp-20, which debug
//   info does not mention; counter (rbp-32) to an unnamed Counter at rbp-36.
// - Both temporaries end at the brace; ~Counter runs there, after the result
//   was computed.

struct Counter {
  int count;
  explicit Counter(int n) : count(n) {}
  ~Counter() { count = 0; }
};

int twice(int n) { return 2 * n; }

// Two temporaries without a name live until the brace because a reference is
// bound to them. Each has a slot beside the reference's own.
int useExtended(int n) {
  const int &doubled = twice(n);
  const Counter &counter = Counter(1);
  return doubled + counter.count; // break
}
