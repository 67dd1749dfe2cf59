// The depth is handed up by value.
struct tree {
  struct tree *left, *right;
  int key;
};

static int deepest(struct tree *t, int depth) {
  int here = depth;
  if (!t->left && !t->right)
    return here;
  return deepest(t->left ? t->left : t->right, depth + 1);
}

int main(void) {
  struct tree leaf = {0, 0, 1}, root = {&leaf, 0, 2};
  return deepest(&root, 0) == 1 ? 0 : 1;
}
