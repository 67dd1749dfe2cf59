// A handle's operator-> returns the address of what is inside of the handle.
// run: stack-use-after-return
struct state {
  int value = 0;
};

class handle {
  state inner;

public:
  explicit handle(int v) { inner.value = v; }
  state *operator->() { return &inner; }
};

static int *value_of(int v) {
  handle h(v);
  return &h->value; // expect: return
} // trace 1: 'h' dies here

int main() {
  int *v = value_of(6);
  // also: use-after-scope
  return *v == 6 ? 0 : 1;
}
