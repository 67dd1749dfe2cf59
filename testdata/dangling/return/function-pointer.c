// The table of functions is constant, so the callee is known: it returns its
// argument, a pointer to a local.
// run: stack-use-after-return
struct shape {
  int width, height;
};

typedef struct shape *change(struct shape *);

static struct shape *turn(struct shape *s) {
  int width = s->width;
  s->width = s->height;
  s->height = width;
  return s;
}

static struct shape *turned(int width, int height) {
  struct shape s = {width, height};
  change *how = turn;
  // trace 1: the address of 's' is passed to a function by its pointer
  return how(&s); // expect: return
} // trace 2: 's' dies here

int main(void) {
  struct shape *s = turned(3, 4);
  // also: use-after-scope
  return s->width == 4 ? 0 : 1;
}
