// The store is made by a member function of the local's own class.
// run: stack-use-after-return
struct visitor;

struct registry {
  visitor *current = nullptr;
};

struct visitor {
  int seen = 0;
  void enter(registry &r) { r.current = this; }
};

static void visit(registry &r) {
  visitor v;
  v.enter(r); // expect: field
  ++r.current->seen;
} // trace 2: 'v' dies here

int main() {
  registry r;
  visit(r);
  // also: use-after-scope
  return r.current->seen == 1 ? 0 : 1;
}
