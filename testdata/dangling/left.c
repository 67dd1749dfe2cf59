// Pointers to locals that are left in memory which lives longer.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int *global;
static int *hidden;
static int *table[4];

struct node {
  struct node *next, *prev;
  int value;
  int *p;
};
struct list {
  struct node *head;
};

void into_a_global(void) {
  int x = 1;
  global = &x; // expect: global
}

void into_a_static(void) {
  int x = 1;
  hidden = &x; // expect: global
}

void into_a_table(int i) {
  int x = 1;
  table[i & 3] = &x; // expect: global
}

void into_a_local_static(void) {
  static int *last;
  int x = 1;
  if (last)
    ++*last;
  last = &x; // expect: global
}

void into_an_out_parameter(int **out) {
  int x = 1;
  *out = &x; // expect: out-parameter
}

void into_a_field(struct node *n) {
  int x = 1;
  n->p = &x; // expect: field
}

void further_away(struct list *l) {
  int x = 1;
  l->head->next->p = &x; // expect: field
}

void a_parameter(int **out, int x) {
  *out = &x; // expect: out-parameter
}

static void set(int **to, int *what) { *to = what; }

void by_a_callee(int **out) {
  int x = 1;
  set(out, &x); // expect: out-parameter
}

static void set_global(int *what) { global = what; }

void by_a_callee_into_a_global(void) {
  int x = 1;
  set_global(&x); // expect: global
}

static void push(struct list *l, struct node *n) {
  n->next = l->head;
  l->head = n;
}

void pushed_and_left(struct list *l) {
  struct node n = {0};
  push(l, &n); // expect: field
}

void copied_out(struct node *to) {
  int x = 1;
  struct node n = {0, 0, 1, &x};
  *to = n; // expect: field
}

void copied_by_memcpy(struct node *to) {
  int x = 1;
  struct node n = {0, 0, 1, &x};
  memcpy(to, &n, sizeof n); // expect: field
}

void in_one_branch(int **out, int c) {
  int x = 1;
  *out = 0;
  if (c)
    *out = &x; // expect: out-parameter
}

void the_end_of_a_number(char **end) {
  char digits[] = "12 34";
  strtol(digits, end, 10); // expect: out-parameter
}

void environment(int n) {
  char setting[32];
  snprintf(setting, sizeof setting, "LEVEL=%d", n);
  putenv(setting); // expect: global
}

void buffered(FILE *f) {
  char buffer[BUFSIZ];
  setvbuf(f, buffer, _IOFBF, sizeof buffer); // expect: field
}

struct node *heap_holds_it(void) {
  struct node n = {0};
  struct node *h = calloc(1, sizeof *h);
  h->next = &n; // expect: field
  return h;
}

// What is not to be cried about.

void reset_before_return(void) {
  int x = 1;
  global = &x;
  x = *global;
  global = 0;
}

void restored(void) {
  int *saved = global;
  int x = 1;
  global = &x;
  x = *global;
  global = saved;
}

void reset_by_a_callee(void) {
  int x = 1;
  global = &x;
  set_global(0);
}

void field_reset(struct node *n) {
  int x = 1;
  n->p = &x;
  ++*n->p;
  n->p = NULL;
}

static void pop(struct list *l) { l->head = l->head->next; }

void pushed_and_popped(struct list *l) {
  struct node n = {0};
  push(l, &n);
  pop(l);
}

void linked_and_unlinked(struct node *at) {
  struct node n = {0};
  n.next = at->next;
  n.prev = at;
  at->next->prev = &n;
  at->next = &n;
  n.prev->next = n.next;
  n.next->prev = n.prev;
}

void sink(int **p);

void address_of_the_pointer(int *p) { sink(&p); }

void heap_is_freed(void) {
  int x = 1;
  struct node *h = malloc(sizeof *h);
  h->p = &x;
  free(h);
}

void local_list(void) {
  struct list l = {0};
  struct node n = {0};
  push(&l, &n);
}

void only_a_number(unsigned *out) {
  int x = 1;
  *out = &x != NULL;
}

void value_through(int *out) {
  int x = 1;
  int *p = &x;
  *out = *p;
}

void indexed_slot_reset(int i) {
  int x = 1;
  table[i] = &x;
  x = *table[i];
  table[i] = 0;
}

int main(void) {
  int x = 1;
  global = &x;
  return 0;
}
