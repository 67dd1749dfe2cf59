// The buffer is static.
#include <new>

struct listener {
  listener *next = nullptr;
  int events = 0;
  virtual ~listener() = default;
  virtual void notify() { ++events; }
};

struct bus {
  listener *first = nullptr;
  void add(listener *l) {
    l->next = first;
    first = l;
  }
};

static void attach(bus &b) {
  alignas(listener) static unsigned char room[sizeof(listener)];
  b.add(new (room) listener);
}

int main() {
  bus b;
  attach(b);
  return b.first->events;
}
