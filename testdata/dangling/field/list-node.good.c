// The caller has the node.
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

static void push_value(struct list *list, struct node *node, int value) {
  node->value = value;
  push(list, node);
}

int main(void) {
  struct list list = {0};
  struct node node;
  push_value(&list, &node, 5);
  return list.head->value == 5 ? 0 : 1;
}
