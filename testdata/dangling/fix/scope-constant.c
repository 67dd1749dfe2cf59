// findings: 1, fixes: 1
struct pair {
  int a, b;
};
int first(int c) {
  struct pair *p = 0;
  switch (c) {
  case 1: {
    struct pair two = {1, 2};
    p = &two;
    break;
  }
  }
  return p ? p->a : 0;
}
