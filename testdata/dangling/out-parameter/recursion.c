// Each level of the search has a path node of its own; the one that finds the
// key leaves its address with the caller of all.
// run: stack-use-after-return
struct tree {
  struct tree *left, *right;
  int key;
};
struct path {
  const struct path *up;
  int key;
};

static void search(const struct tree *t, int key, const struct path *up,
                   const struct path **found) {
  if (!t)
    return;
  struct path here = {up, t->key};
  if (t->key == key)
    *found = &here; // expect: out-parameter
  else
    search(key < t->key ? t->left : t->right, key, &here, found);
} // trace 1: 'here' dies here

int main(void) {
  struct tree leaf = {0, 0, 1}, root = {&leaf, 0, 2};
  const struct path *path = 0;
  search(&root, 1, 0, &path);
  // also: use-after-scope
  return path->key == 1 ? 0 : 1;
}
