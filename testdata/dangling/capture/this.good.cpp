// [*this] captures a copy of the object.
class timer {
  int ticks = 0;

public:
  explicit timer(int ticks) : ticks(ticks) {}
  auto on_tick() {
    return [*this]() mutable { return --ticks; };
  }
};

static auto countdown(int from) {
  timer t(from);
  return t.on_tick();
}

int main() {
  auto tick = countdown(43);
  return tick() == 42 ? 0 : 1;
}
