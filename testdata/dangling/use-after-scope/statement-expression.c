// A statement expression (GNU C) is a block; its value may be an address of a
// local of it.
// run: stack-use-after-scope
#define LARGER(a, b)                                                           \
  ({                                                                           \
    int x = (a), y = (b);                                                      \
    x > y ? &x : &y;                                                           \
  })

static int area(int width, int height, int least) {
  // expect: use-after-scope, use-after-scope
  // trace 1: 'y' dies here
  // trace 2: 'x' dies here
  return *LARGER(width, least) * height;
}

int main(void) { return area(2, 3, 4) == 12 ? 0 : 1; }
