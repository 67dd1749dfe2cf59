// [this] captures a pointer to the object, which is a local of the caller's
// caller.
// run: stack-use-after-return
class timer {
  int ticks = 0;

public:
  explicit timer(int ticks) : ticks(ticks) {}
  auto on_tick() {
    // trace 2: a lambda captures it by reference
    // trace 3: it is returned by 'on_tick'
    return [this] { return --ticks; };
  }
};

static auto countdown(int from) {
  timer t(from);
  return t.on_tick(); // expect: capture // trace 1: 'on_tick' is called on 't'
} // trace 4: 't' dies here

int main() {
  auto tick = countdown(43);
  // also: use-after-scope
  return tick() == 42 ? 0 : 1;
}
