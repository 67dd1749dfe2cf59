// It is removed before it dies.
#include <vector>

struct observer {
  int notified = 0;
  void notify() { ++notified; }
};

static std::vector<observer *> observers;

static void subscribe(observer *o) { observers.push_back(o); }

static int watch() {
  observer mine;
  subscribe(&mine);
  for (observer *o : observers)
    o->notify();
  observers.clear();
  return mine.notified;
}

int main() {
  if (watch() != 1)
    return 1;
  for (observer *o : observers)
    o->notify();
  return 0;
}
