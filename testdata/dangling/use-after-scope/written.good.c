// The one that is thrown away is declared at the beginning.
struct statistics {
  int total;
};

static void count(struct statistics *shared, int quiet) {
  struct statistics thrown_away = {0};
  struct statistics *to = shared;
  if (quiet) {
    to = &thrown_away;
  }
  to->total += 1;
}

int main(void) {
  struct statistics all = {0};
  count(&all, 0);
  count(&all, 1);
  return all.total == 1 ? 0 : 1;
}
