// A waiter links itself into the queue and forgets to unlink when it gives up.
// run: stack-use-after-return
struct link {
  struct link *next, *previous;
};
struct waiter {
  struct link link;
  int woken;
};
static struct link queue = {&queue, &queue};

static void link_in(struct link *at, struct link *l) {
  l->next = at->next;
  l->previous = at;
  at->next->previous = l;
  at->next = l; // trace 2: it goes into 'at->next'
}

static void unlink_it(struct link *l) {
  l->previous->next = l->next;
  l->next->previous = l->previous;
}

static int wait_a_little(int patience) {
  struct waiter self = {.woken = 0};
  // trace 1: the address of 'self' is passed to 'link_in' as 'l'
  link_in(&queue, &self.link); // expect: global
  while (!self.woken && patience-- > 0)
    ;
  if (!self.woken)
    return -1;
  unlink_it(&self.link);
  return 0;
} // trace 3: 'self' dies here

int main(void) {
  wait_a_little(3);
  // also: use-after-scope
  return queue.next->next == &queue ? 0 : 1;
}
