// The pointer variable is a local, what it points to is not: its value is kept,
// not its address.
struct item {
  int weight;
};

static void keep_heavier(const struct item **kept, const struct item **other) {
  if (!*kept || (*kept)->weight < (*other)->weight)
    *kept = *other;
}

static void weigh(const struct item **kept, const struct item *item) {
  const struct item *p = item;
  keep_heavier(kept, &p);
}

int main(void) {
  const struct item *kept = 0;
  struct item item = {3};
  weigh(&kept, &item);
  return kept->weight == 3 ? 0 : 1;
}
