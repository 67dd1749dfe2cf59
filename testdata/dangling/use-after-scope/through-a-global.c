// The address was kept in a global while it was alive, and is read from there
// when it is not.
// run: stack-use-after-scope
struct limits {
  int low, high;
};
static const struct limits *active;

static void use(const struct limits *l) { active = l; }
static int clamp(int x) {
  // trace 2: 'clamp' uses it here
  return x < active->low ? active->low : x > active->high ? active->high : x;
}

static int twice_clamped(int x) {
  {
    struct limits narrow = {0, 10};
    use(&narrow); // untold 1: passed to 'use'
    x = clamp(x * 2);
  } // trace 1: 'narrow' dies here
  x = clamp(x * 2); // expect: use-after-scope
  use(0);
  return x;
}

int main(void) { return twice_clamped(7) == 10 ? 0 : 1; }
