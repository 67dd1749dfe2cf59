// findings: 1, fixes: 0
// Each time round has its own.
struct node {
  struct node *next;
};
int length(int c) {
  struct node *all = 0;
  while (c--) {
    struct node one = {0};
    one.next = all;
    all = &one;
  }
  return all ? all->next != 0 : 0;
}
