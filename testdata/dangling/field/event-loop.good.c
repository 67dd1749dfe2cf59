// The loop runs while the state is alive, and is empty when it is not.
struct loop {
  void (*ready[4])(void *state);
  void *state[4];
  int count;
};

static void on_ready(struct loop *l, void (*call)(void *), void *state) {
  l->ready[l->count] = call;
  l->state[l->count] = state;
  ++l->count;
}

static int run(struct loop *l) {
  for (int i = 0; i < l->count; ++i)
    l->ready[i](l->state[i]);
  return l->count;
}

struct reader {
  int bytes;
};

static void more(void *state) { ++((struct reader *)state)->bytes; }

static int listen_to(struct loop *l) {
  struct reader reader = {0};
  on_ready(l, more, &reader);
  run(l);
  *l = (struct loop){.count = 0};
  return reader.bytes;
}

int main(void) {
  struct loop loop = {.count = 0};
  return listen_to(&loop) == 1 ? 0 : 1;
}
