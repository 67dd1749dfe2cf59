// What is given away lives on, where it was given to.
#include <memory>
#include <utility>
#include <vector>

struct node {
  int value = 0;
};
struct tree {
  std::vector<std::unique_ptr<node>> nodes;
};

node *keptGood(tree &t) {
  auto made = std::make_unique<node>();
  node *raw = made.get();
  t.nodes.push_back(std::move(made));
  return raw;
}

node *keptBad() {
  auto made = std::make_unique<node>();
  node *raw = made.get();
  raw->value = 1;
  return raw; // expect: view or return
}

node *releasedGood(bool keep) {
  std::unique_ptr<node> made(new node);
  node *raw = made.get();
  if (!keep)
    return nullptr;
  made.release();
  return raw;
}

// Others take the pointers away again, in files that are not here.
struct frame {
  frame *outer;
};
struct stack {
  frame *top;
  void popFrame();
  void show() const;
};

void poppedGood(stack &s) {
  frame f{s.top};
  s.top = &f;
  s.show();
  s.popFrame();
}

void poppedBad(stack &s) {
  frame f{s.top};
  s.top = &f; // expect: field
  s.show();
}
