// The destructor unlinks it.
struct hook;

struct chain {
  hook *first = nullptr;
};

struct hook {
  chain &in;
  hook *next;
  int id;
  hook(chain &c, int id) : in(c), next(c.first), id(id) { c.first = this; }
  ~hook() { in.first = next; }
};

static int with_hook(chain &c) {
  hook h(c, 4);
  return c.first->id;
}

int main() {
  chain c;
  int id = with_hook(c);
  return c.first == nullptr && id == 4 ? 0 : 1;
}
