// The use is two calls away.
// run: stack-use-after-scope
struct point {
  int x, y;
};

static int length_squared(const struct point *p) {
  return p->x * p->x + p->y * p->y; // untold 4: uses it here
}

// trace 4: 'is_far' uses it here
static int is_far(const struct point *p) { return length_squared(p) > 100; }

static int far_after_move(int dx) {
  const struct point *p;
  {
    struct point moved = {dx, 2};
    p = &moved; // trace 1: the address of 'moved' goes into 'p'
  } // trace 2: 'moved' dies here
  return is_far(p); // expect: use-after-scope // trace 3: passed to 'is_far'
}

int main(void) { return far_after_move(10) ? 0 : 1; }
