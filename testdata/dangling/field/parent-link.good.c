// The links are removed when the parent goes.
struct element {
  struct element *parent;
  struct element *children[2];
  int depth;
};

static void adopt(struct element *a, struct element *b) {
  struct element parent = {0, {a, b}, 0};
  for (int i = 0; i < 2; ++i)
    parent.children[i]->parent = &parent;
  a->depth += a->parent->depth;
  a->parent = b->parent = 0;
}

int main(void) {
  struct element a = {.depth = 1}, b = {.depth = 1};
  adopt(&a, &b);
  return a.parent ? 1 : 0;
}
