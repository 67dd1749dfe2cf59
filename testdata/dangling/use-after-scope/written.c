// A write is a use: it changes whatever is there now.
// run: stack-use-after-scope
struct statistics {
  int total;
};

static void count(struct statistics *shared, int quiet) {
  struct statistics *to = shared;
  if (quiet) {
    struct statistics thrown_away = {0};
    to = &thrown_away; // trace 1: the address of 'thrown_away' goes into 'to'
  } // trace 2: 'thrown_away' dies here
  to->total += 1; // expect: use-after-scope
}

int main(void) {
  struct statistics all = {0};
  count(&all, 0);
  count(&all, 1);
  return all.total == 1 ? 0 : 1;
}
