// The visitor's destructor leaves the registry.
struct visitor;

struct registry {
  visitor *current = nullptr;
};

struct visitor {
  int seen = 0;
  registry *in = nullptr;
  void enter(registry &r) {
    in = &r;
    r.current = this;
  }
  ~visitor() {
    if (in)
      in->current = nullptr;
  }
};

static void visit(registry &r) {
  visitor v;
  v.enter(r);
  ++r.current->seen;
}

int main() {
  registry r;
  visit(r);
  return r.current ? 1 : 0;
}
