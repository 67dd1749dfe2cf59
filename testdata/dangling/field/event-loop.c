// An event loop calls back later; the state that it hands to the callback was a
// local of the function that registered it.
// run: stack-use-after-return
struct loop {
  void (*ready[4])(void *state);
  void *state[4];
  int count;
};

static void on_ready(struct loop *l, void (*call)(void *), void *state) {
  l->ready[l->count] = call;
  l->state[l->count] = state; // trace 2: it goes into 'l
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

// also: use-after-scope
static void more(void *state) { ++((struct reader *)state)->bytes; }

static void listen_to(struct loop *l) {
  struct reader reader = {0};
  // trace 1: the address of 'reader' is passed to 'on_ready' as 'state'
  on_ready(l, more, &reader); // expect: field
} // trace 3: 'reader' dies here

int main(void) {
  struct loop loop = {.count = 0};
  listen_to(&loop);
  return run(&loop) == 1 ? 0 : 1;
}
