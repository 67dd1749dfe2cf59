// Both ends are put back.
struct item {
  struct item *next;
  int value;
};
struct queue {
  struct item *head, **tail;
};

static void put(struct queue *q, struct item *i) {
  i->next = 0;
  *q->tail = i;
  q->tail = &i->next;
}

static int flush(struct queue *q) {
  struct item sentinel = {0, -1};
  put(q, &sentinel);
  int count = 0;
  for (struct item *i = q->head; i != &sentinel; i = i->next)
    ++count;
  q->head = 0;
  q->tail = &q->head;
  return count;
}

int main(void) {
  struct queue q = {0, &q.head};
  struct item a = {0, 1}, b = {0, 2};
  put(&q, &a);
  int count = flush(&q);
  put(&q, &b);
  return count == 1 ? 0 : 1;
}
