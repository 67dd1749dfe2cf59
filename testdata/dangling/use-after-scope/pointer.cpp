// The pointer was set in the block of an if statement with an initialiser.
// run: stack-use-after-scope
struct option {
  int value;
  bool is_set;
};

static option lookup(int key) { return {key * 2, key > 0}; }

static int level(int key) {
  static const option none{1, false};
  const option *o = &none;
  if (option found = lookup(key); found.is_set)
    o = &found; // trace 1: the address of 'found' goes into 'o'
  return o->value; // expect: use-after-scope
}

int main() { return level(4) == 8 ? 0 : 1; }
