/* Objects on the stack that lists link for a while. */
#include <stddef.h>
#include <sys/queue.h>

int work(void *);
int cond(void);
void schedule(void);

/* --- circular, as in kernels --- */

struct list {
  struct list *next, *prev;
};
struct queue {
  struct list head;
};
struct waiter {
  struct list node;
  int isDone;
};
void lock(struct queue *);
void unlock(struct queue *);

static inline void initialize(struct list *l) {
  l->next = l;
  l->prev = l;
}
static inline void insert(struct list *n, struct list *before,
                          struct list *after) {
  after->prev = n;
  n->next = after;
  n->prev = before;
  before->next = n;
}
static inline void addTail(struct list *n, struct list *head) {
  insert(n, head->prev, head);
}
static inline int isEmpty(const struct list *head) {
  return head->next == head;
}
static inline void removeAgain(struct list *n) {
  n->next->prev = n->prev;
  n->prev->next = n->next;
  initialize(n);
}

void waitGood(struct queue *q) {
  struct waiter w = {.isDone = 0};
  addTail(&w.node, &q->head);
  while (!w.isDone)
    schedule();
  removeAgain(&w.node);
}

void waitBad(struct queue *q) {
  struct waiter w = {.isDone = 0};
  addTail(&w.node, &q->head); // expect: field
  while (!w.isDone)
    schedule();
}

int lockedGood(struct queue *q) {
  struct waiter w;
  lock(q);
  addTail(&w.node, &q->head);
  unlock(q);
  int result = work(&w);
  lock(q);
  if (result) {
    removeAgain(&w.node);
    unlock(q);
    return result;
  }
  removeAgain(&w.node);
  unlock(q);
  return 0;
}

int lockedBad(struct queue *q) {
  struct waiter w;
  lock(q);
  addTail(&w.node, &q->head); // expect: field
  unlock(q);
  int result = work(&w);
  if (result)
    return result;
  lock(q);
  removeAgain(&w.node);
  unlock(q);
  return 0;
}

void takeAllGood(struct queue *q) {
  struct list mine;
  initialize(&mine);
  if (!isEmpty(&q->head)) {
    struct list *first = q->head.next, *last = q->head.prev;
    first->prev = &mine;
    mine.next = first;
    last->next = &mine;
    mine.prev = last;
    initialize(&q->head);
  }
  while (!isEmpty(&mine)) {
    struct list *each = mine.next;
    removeAgain(each);
    work(each);
  }
}

void takeAllBad(struct queue *q) {
  struct list mine;
  initialize(&mine);
  if (!isEmpty(&q->head)) {
    struct list *first = q->head.next, *last = q->head.prev;
    first->prev = &mine; // expect: field
    mine.next = first;
    last->next = &mine; // expect: field
    mine.prev = last;
    initialize(&q->head);
  }
  work(mine.next);
}

/* --- <sys/queue.h> --- */

struct entry {
  TAILQ_ENTRY(entry) tail;
  LIST_ENTRY(entry) link;
  SLIST_ENTRY(entry) single;
};
TAILQ_HEAD(tailHead, entry);
LIST_HEAD(linkHead, entry);
SLIST_HEAD(singleHead, entry);
static struct tailHead Tail = TAILQ_HEAD_INITIALIZER(Tail);
static struct linkHead Links;
static struct singleHead Singles;

void tailGood(void) {
  struct entry e;
  TAILQ_INSERT_TAIL(&Tail, &e, tail);
  work(0);
  TAILQ_REMOVE(&Tail, &e, tail);
}

void tailHeadGood(struct tailHead *t) {
  struct entry e;
  TAILQ_INSERT_HEAD(t, &e, tail);
  work(0);
  TAILQ_REMOVE(t, &e, tail);
}

void tailBad(void) {
  struct entry e;
  TAILQ_INSERT_TAIL(&Tail, &e, tail); // expect: global
  if (cond())
    TAILQ_REMOVE(&Tail, &e, tail);
}

void linkGood(struct linkHead *l) {
  struct entry e;
  LIST_INSERT_HEAD(l, &e, link);
  while (cond())
    work(0);
  LIST_REMOVE(&e, link);
}

void linkBad(void) {
  struct entry e;
  LIST_INSERT_HEAD(&Links, &e, link); // expect: global
  while (cond())
    if (work(0))
      return;
  LIST_REMOVE(&e, link);
}

void singleGood(void) {
  struct entry e;
  SLIST_INSERT_HEAD(&Singles, &e, single);
  work(0);
  SLIST_REMOVE(&Singles, &e, entry, single);
}

void singleBad(void) {
  struct entry e;
  SLIST_INSERT_HEAD(&Singles, &e, single); // expect: global
  work(0);
}

/* --- searched for and taken out --- */

struct node {
  struct node *next;
};
static struct node *Head;

static void add(struct node *n) {
  n->next = Head;
  Head = n;
}
static void takeOut(struct node *n) {
  for (struct node **p = &Head; *p; p = &(*p)->next)
    if (*p == n) {
      *p = n->next;
      return;
    }
}

void searchedGood(void) {
  struct node n = {0};
  add(&n);
  work(0);
  takeOut(&n);
}

void searchedBad(void) {
  struct node n = {0}, other = {0};
  add(&n); // expect: global
  work(0);
  takeOut(&other);
}
