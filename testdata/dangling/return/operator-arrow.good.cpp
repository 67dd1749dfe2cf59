// The caller has the handle.
struct state {
  int value = 0;
};

class handle {
  state inner;

public:
  explicit handle(int v) { inner.value = v; }
  state *operator->() { return &inner; }
};

static int *value_of(handle &h) {
  return &h->value;
}

int main() {
  handle h(6);
  int *v = value_of(h);
  return *v == 6 ? 0 : 1;
}
