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
  list->head = node;
}

static void push_value(struct list *list, int value) {
  struct node node = {0, value};
  push(list, &node); // expect: field
} // trace 1: 'node' dies here

int main(void) {
  struct list list = {0};
  push_value(&list, 5);
  // also: use-after-scope
  return list.head->value == 5 ? 0 : 1;
}
