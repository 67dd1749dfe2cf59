// The button is disconnected before the dialog returns.
struct button {
  void (*clicked)(void *data);
  void *data;
};
struct dialog_state {
  int answer;
};

static void accept(void *data) { ((struct dialog_state *)data)->answer = 1; }

static void connect(struct button *b, void (*clicked)(void *), void *data) {
  *b = (struct button){clicked, data};
}

static int ask(struct button *ok) {
  struct dialog_state state = {0};
  connect(ok, accept, &state);
  ok->clicked(ok->data);
  connect(ok, 0, 0);
  return state.answer;
}

int main(void) {
  struct button ok = {0};
  return ask(&ok) == 1 ? 0 : 1;
}
