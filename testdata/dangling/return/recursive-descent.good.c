// The nodes are in a pool that outlives the parse.
struct node {
  struct node *left, *right;
  int value;
};

static struct node pool[16];
static int used;

static struct node *sum(const char **at);

static struct node *factor(const char **at) {
  if (**at == '(') {
    ++*at;
    struct node *inner = sum(at);
    ++*at;
    return inner;
  }
  struct node *leaf = &pool[used++ % 16];
  *leaf = (struct node){0, 0, *(*at)++ - '0'};
  return leaf;
}

static struct node *sum(const char **at) {
  struct node *left = factor(at);
  while (**at == '+') {
    ++*at;
    left->value += factor(at)->value;
  }
  return left;
}

int main(void) {
  const char *text = "(4)";
  struct node *tree = sum(&text);
  return tree->value == 4 ? 0 : 1;
}
