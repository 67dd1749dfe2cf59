// The children are the caller's and stay; their parent was a local.
// run: stack-use-after-return
struct element {
  struct element *parent;
  struct element *children[2];
  int depth;
};

static void adopt(struct element *a, struct element *b) {
  struct element parent = {0, {a, b}, 0};
  for (int i = 0; i < 2; ++i)
    parent.children[i]->parent = &parent; // expect: field
} // trace 1: 'parent' dies here

int main(void) {
  struct element a = {.depth = 1}, b = {.depth = 1};
  adopt(&a, &b);
  // also: use-after-scope
  return a.parent->depth;
}
