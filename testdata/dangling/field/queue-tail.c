// The queue keeps the address of the last item's link, where the next one is to
// be put.
// run: stack-use-after-return
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
  // trace 2: it goes into 'q->tail'
  q->tail = &i->next; // also: use-after-scope
}

static int flush(struct queue *q) {
  struct item sentinel = {0, -1};
  // trace 1: the address of 'sentinel' is passed to 'put' as 'i'
  put(q, &sentinel); // expect: field
  int count = 0;
  for (struct item *i = q->head; i != &sentinel; i = i->next)
    ++count;
  q->head = 0;
  return count;
} // trace 3: 'sentinel' dies here

int main(void) {
  struct queue q = {0, &q.head};
  struct item a = {0, 1}, b = {0, 2};
  put(&q, &a);
  int count = flush(&q);
  // also: use-after-scope
  put(&q, &b);
  return count == 1 ? 0 : 1;
}
