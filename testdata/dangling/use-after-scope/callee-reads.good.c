// The question is asked in the block.
struct point {
  int x, y;
};

static int length_squared(const struct point *p) {
  return p->x * p->x + p->y * p->y;
}

static int is_far(const struct point *p) { return length_squared(p) > 100; }

static int far_after_move(int dx) {
  int answer;
  {
    const struct point *p;
    struct point moved = {dx, 2};
    p = &moved;
    answer = is_far(p);
  }
  return answer;
}

int main(void) { return far_after_move(10) ? 0 : 1; }
