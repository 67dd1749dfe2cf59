// A case's block ends at its brace.
// run: stack-use-after-scope
struct event {
  int kind, x, y;
};

static int width(const struct event *e) {
  const int *size = &e->x;
  switch (e->kind) {
  case 2: {
    int sum = e->x + e->y;
    size = &sum; // trace 1: the address of 'sum' goes into 'size'
    break;
  } // trace 2: 'sum' dies here
  default:
    break;
  }
  return *size; // expect: use-after-scope
}

int main(void) {
  struct event event = {2, 3, 4};
  return width(&event) == 7 ? 0 : 1;
}
