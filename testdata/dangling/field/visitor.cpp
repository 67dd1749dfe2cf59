// The store is made by a member function of the local's own class.
// run: stack-use-after-return
struct visitor;

struct registry {
  visitor *current = nullptr;
};

struct visitor {
  int seen = 0;
  // trace 2: it goes into 'r.current'
  void enter(registry &r) { r.current = this; }
};

static void visit(registry &r) {
  visitor v;
  v.enter(r); // expect: field // trace 1: 'enter' is called on 'v'
  ++r.current->seen;
} // trace 3: 'v' dies here

int main() {
  registry r;
  visit(r);
  // also: use-after-scope
  return r.current->seen == 1 ? 0 : 1;
}
