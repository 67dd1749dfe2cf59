// flags: -O0 -std=c++17
// run: int spread(); int main() { return spread() != 12; }
//
// A correct explanation says:
// - spread: one unnamed object at rbp-12, 12 bytes: low at +0 (4), step at +4
//   (2), high at +8 (4). Another at rbp-32 takes the call's result from
//   registers.
// - spreadOf: the unnamed object is a reference, 8 bytes at rbp-16; low and
//   high are in the caller's object.

struct Range {
  int low;
  short step;
  int high;
};

Range wholeRange() { return {3, 1, 15}; }

// One unnamed object; `low`, `step` and `high` are names for parts of it.
int spread() {
  auto [low, step, high] = wholeRange();
  low *= step;
  return high - low; // break
}

// With & the unnamed object is a reference: only its pointer is in the frame.
int spreadOf(Range &range) {
  auto &[low, step, high] = range;
  return high - low;
}
