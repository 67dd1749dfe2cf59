// Silence is static, and the same for every call.
struct sample {
  long time;
  int level;
};

static const struct sample *louder(const struct sample *a,
                                   const struct sample *b) {
  return a->level > b->level ? a : b;
}

static const struct sample *loudest(const struct sample *all, int count) {
  static const struct sample silence = {0, 0};
  const struct sample *best = &silence;
  for (int i = 0; i < count; ++i)
    best = louder(best, &all[i]);
  return best;
}

int main(void) {
  struct sample none = {0, -1};
  const struct sample *best = loudest(&none, 1);
  return best->level == 0 ? 0 : 1;
}
