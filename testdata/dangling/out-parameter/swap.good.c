// What is exchanged are the objects, not their addresses.
struct plan {
  int cost;
};

static void exchange(struct plan *a, struct plan *b) {
  struct plan t = *a;
  *a = *b;
  *b = t;
}

static void improve(struct plan **best) {
  struct plan cheaper = {(*best)->cost / 2};
  struct plan *candidate = &cheaper;
  if (candidate->cost < (*best)->cost)
    exchange(candidate, *best);
}

int main(void) {
  struct plan first = {10};
  struct plan *best = &first;
  improve(&best);
  return best->cost == 5 ? 0 : 1;
}
