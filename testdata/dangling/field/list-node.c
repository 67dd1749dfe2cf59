// The list lives longer than the node that is pushed to its front.
// run: stack-use-after-return
struct node {
  struct node *next;
  int value;
};
struct list {
  struct node *head;
};

static void push(struct list *list, struct node *node) {
  node->next = list->head;
  list->head = node; // trace 2: it goes into 'list->head'
}

static void push_value(struct list *list, int value) {
  struct node node = {0, value};
  // trace 1: the address of 'node' is passed to 'push' as 'node'
  push(list, &node); // expect: field
} // trace 3: 'node' dies here

int main(void) {
  struct list list = {0};
  push_value(&list, 5);
  // also: use-after-scope
  return list.head->value == 5 ? 0 : 1;
}
