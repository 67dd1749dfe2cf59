// The callee returns one of its arguments, and one of them points to a local of
// the function that hands the result on.
// run: stack-use-after-return
struct sample {
  long time;
  int level;
};

static const struct sample *louder(const struct sample *a,
                                   const struct sample *b) {
  return a->level > b->level ? a : b; // trace 3: it is returned by 'louder'
}

static const struct sample *loudest(const struct sample *all, int count) {
  struct sample silence = {0, 0};
  // trace 1: the address of 'silence' goes into 'best'
  const struct sample *best = &silence;
  for (int i = 0; i < count; ++i)
    // trace 2: passed to 'louder'
    // trace 4: it goes into 'best'
    best = louder(best, &all[i]);
  return best; // expect: return
} // trace 5: 'silence' dies here

int main(void) {
  struct sample none = {0, -1};
  const struct sample *best = loudest(&none, 1);
  // also: use-after-scope
  return best->level == 0 ? 0 : 1;
}
