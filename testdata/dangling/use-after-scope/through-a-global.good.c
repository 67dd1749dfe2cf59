// Both calls are in the block.
struct limits {
  int low, high;
};
static const struct limits *active;

static void use(const struct limits *l) { active = l; }
static int clamp(int x) {
  return x < active->low ? active->low : x > active->high ? active->high : x;
}

static int twice_clamped(int x) {
  {
    struct limits narrow = {0, 10};
    use(&narrow);
    x = clamp(x * 2);
    x = clamp(x * 2);
  }
  use(0);
  return x;
}

int main(void) { return twice_clamped(7) == 10 ? 0 : 1; }
