// Two functions call each other; the innermost makes a node on its stack and
// the others pass it up.
// run: stack-use-after-return
struct node {
  struct node *left, *right;
  int value;
};

static struct node *sum(const char **at);

static struct node *factor(const char **at) {
  if (**at == '(') {
    ++*at;
    struct node *inner = sum(at);
    ++*at;
    return inner;
  }
  struct node leaf = {0, 0, *(*at)++ - '0'};
  // expect: return
  return &leaf;
} // trace 1: 'leaf' dies here

static struct node *sum(const char **at) {
  struct node *left = factor(at);
  while (**at == '+') {
    ++*at;
    // also: use-after-scope
    left->value += factor(at)->value;
  }
  return left;
}

int main(void) {
  const char *text = "(4)";
  struct node *tree = sum(&text);
  // also: use-after-scope
  return tree->value == 4 ? 0 : 1;
}
