// The object is built in a local buffer and handed to a list that lives longer.
// run: stack-use-after-return
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
    first = l; // trace 2: it goes into 'first'
  }
};

static void attach(bus &b) {
  alignas(listener) unsigned char room[sizeof(listener)];
  // trace 1: the address of 'room' is passed to 'add' as 'l'
  b.add(new (room) listener); // expect: field
} // trace 3: 'room' dies here

int main() {
  bus b;
  attach(b);
  // also: use-after-scope
  return b.first->events;
}
