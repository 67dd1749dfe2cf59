// The link that was the last one before is put back, and is the last one again.
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
  struct item **last = q->tail;
  put(q, &sentinel);
  int count = 0;
  for (struct item *i = q->head; i != &sentinel; i = i->next)
    ++count;
  *last = 0;
  q->tail = last;
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
