// The callee stores what it is given a pointer to; what the pointer variable
// points to is a local.
// run: stack-use-after-return
struct item {
  int weight;
};

static void keep_heavier(const struct item **kept, const struct item **other) {
  if (!*kept || (*kept)->weight < (*other)->weight)
    *kept = *other; // trace 3: it goes into '*kept'
}

static void weigh(const struct item **kept, int weight) {
  struct item item = {weight};
  const struct item *p = &item; // trace 1: the address of 'item' goes into 'p'
  // trace 2: passed to 'keep_heavier'
  keep_heavier(kept, &p);       // expect: out-parameter
} // trace 4: 'item' dies here

int main(void) {
  const struct item *kept = 0;
  weigh(&kept, 3);
  // also: use-after-scope
  return kept->weight == 3 ? 0 : 1;
}
