// Each activation has a number of its own; the deepest one's address is handed
// up through all of them.
// run: stack-use-after-return
struct tree {
  struct tree *left, *right;
  int key;
};

static int *deepest(struct tree *t, int depth) {
  int here = depth;
  if (!t->left && !t->right)
    return &here; // expect: return
  return deepest(t->left ? t->left : t->right, depth + 1);
} // trace 1: 'here' dies here

int main(void) {
  struct tree leaf = {0, 0, 1}, root = {&leaf, 0, 2};
  int *depth = deepest(&root, 0);
  // also: use-after-scope
  return *depth == 1 ? 0 : 1;
}
