// The object is copied out before its lifetime ends.
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

static struct shape turned(int width, int height) {
  struct shape s = {width, height};
  change *how = turn;
  return *how(&s);
}

int main(void) {
  struct shape s = turned(3, 4);
  return s.width == 4 ? 0 : 1;
}
