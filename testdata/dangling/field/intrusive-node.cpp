// The node's constructor links it into the caller's list, and its destructor
// forgets to unlink it.
// run: stack-use-after-return
struct hook;

struct chain {
  hook *first = nullptr;
};

struct hook {
  hook *next;
  int id;
  // trace 2: it goes into 'c.first'
  // trace 4: it goes into 'next'
  hook(chain &c, int id) : next(c.first), id(id) { c.first = this; }
  ~hook() { id = 0; }
};

static int with_hook(chain &c) {
  // trace 1: 'hook' is called on 'h'
  // trace 3: passed to 'hook'
  hook h(c, 4); // expect: field
  return c.first->id;
} // trace 5: 'h' dies here

int main() {
  chain c;
  int id = with_hook(c);
  // also: use-after-scope
  return c.first->id == id ? 1 : 0;
}
