// A dialog connects a button to its local state and returns without waiting.
// run: stack-use-after-return
struct button {
  void (*clicked)(void *data);
  void *data;
};
struct dialog_state {
  int answer;
};

// also: use-after-scope
static void accept(void *data) { ((struct dialog_state *)data)->answer = 1; }

static void connect(struct button *b, void (*clicked)(void *), void *data) {
  *b = (struct button){clicked, data};
}

static int ask(struct button *ok) {
  struct dialog_state state = {0};
  // trace 1: the address of 'state' is passed to 'connect' as 'data'
  connect(ok, accept, &state); // expect: field
  return state.answer;
} // trace 2: 'state' dies here

int main(void) {
  struct button ok = {0};
  ask(&ok);
  // also: use-after-scope
  ok.clicked(ok.data);
  return 0;
}
