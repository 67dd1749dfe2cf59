// The path is walked while it is there: a callback sees it before the return.
struct tree {
  struct tree *left, *right;
  int key;
};
struct path {
  const struct path *up;
  int key;
};

static void search(const struct tree *t, int key, const struct path *up,
                   int *found) {
  if (!t)
    return;
  struct path here = {up, t->key};
  if (t->key == key)
    *found = here.up ? here.up->key : here.key;
  else
    search(key < t->key ? t->left : t->right, key, &here, found);
}

int main(void) {
  struct tree leaf = {0, 0, 1}, root = {&leaf, 0, 2};
  int parent = 0;
  search(&root, 1, 0, &parent);
  return parent == 2 ? 0 : 1;
}
