// The option is declared before the statement.
struct option {
  int value;
  bool is_set;
};

static option lookup(int key) { return {key * 2, key > 0}; }

static int level(int key) {
  static const option none{1, false};
  const option *o = &none;
  option found = lookup(key);
  if (found.is_set)
    o = &found;
  return o->value;
}

int main() { return level(4) == 8 ? 0 : 1; }
