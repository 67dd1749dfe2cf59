// The address comes to *best by way of an exchange of two pointers.
// run: stack-use-after-return
struct plan {
  int cost;
};

static void exchange(struct plan **a, struct plan **b) {
  struct plan *t = *a;
  *a = *b;
  *b = t;
}

static void improve(struct plan **best) {
  struct plan cheaper = {(*best)->cost / 2};
  // trace 1: the address of 'cheaper' goes into 'candidate'
  struct plan *candidate = &cheaper;
  if (candidate->cost < (*best)->cost)
    // trace 2: passed to 'exchange'
    exchange(&candidate, best); // expect: out-parameter
} // trace 3: 'cheaper' dies here

int main(void) {
  struct plan first = {10};
  struct plan *best = &first;
  improve(&best);
  // also: use-after-scope
  return best->cost == 5 ? 0 : 1;
}
