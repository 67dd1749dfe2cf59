// The list of observers is global and keeps the address of each that is added.
// run: stack-use-after-return
#include <vector>

struct observer {
  int notified = 0;
  void notify() { ++notified; } // also: use-after-scope
};

static std::vector<observer *> observers;

// trace 2: passed to 'push_back'
static void subscribe(observer *o) { observers.push_back(o); }

static int watch() {
  observer mine;
  // trace 1: the address of 'mine' is passed to 'subscribe' as 'o'
  subscribe(&mine); // expect: global
  return mine.notified;
} // trace 3: 'mine' dies here

int main() {
  watch();
  for (observer *o : observers)
    o->notify(); // also: use-after-scope
  return 0;
}
