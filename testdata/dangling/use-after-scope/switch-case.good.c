// The sum is a variable of the function.
struct event {
  int kind, x, y;
};

static int width(const struct event *e) {
  int sum;
  const int *size = &e->x;
  switch (e->kind) {
  case 2: {
    sum = e->x + e->y;
    size = &sum;
    break;
  }
  default:
    break;
  }
  return *size;
}

int main(void) {
  struct event event = {2, 3, 4};
  return width(&event) == 7 ? 0 : 1;
}
