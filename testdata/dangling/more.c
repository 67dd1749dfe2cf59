// Scopes, threads, literals and other corners of C. A comment `expect: rule`
// names what is found on its line; a line without one must stay silent.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair {
  int *a, *b;
};
_Thread_local int *per_thread;
static struct pair pairs[3];
static void *worker(void *p) { return p; }

int literal_in_a_block(int c) {
  int *p = 0;
  if (c) {
    p = (int[]){1, 2};
  }
  return p ? *p : 0; // expect: use-after-scope
}

struct pair *literal_of_struct(void) {
  return &(struct pair){0, 0}; // expect: return
}

int statement_expression(void) {
  int *p = ({
    int x = 1;
    &x;
  });
  return *p; // expect: use-after-scope
}

void into_thread_local(void) {
  int x = 1;
  per_thread = &x; // expect: global
}

void second_field(int i) {
  int x = 1;
  pairs[i].b = &x; // expect: global
}

void started(void) {
  pthread_t t;
  int x = 1;
  pthread_create(&t, 0, worker, &x); // expect: global
}

int joined(void) {
  pthread_t t;
  int x = 1;
  pthread_create(&t, 0, worker, &x);
  pthread_join(t, 0);
  return x;
}

int switch_scope(int n) {
  int *p = &n;
  switch (n) {
  case 1: {
    int x = 1;
    p = &x;
    break;
  }
  default:
    break;
  }
  return *p; // expect: use-after-scope
}

int jumped_out(int n) {
  int *p;
  {
    int x = n;
    p = &x;
    if (n)
      goto out;
  }
  return 0;
out:
  return *p; // expect: use-after-scope
}

static int *kept;
static void keep(int *p) { kept = p; }

int use_through_a_global(void) {
  {
    int x = 1;
    keep(&x);
  }
  int y = *kept; // expect: use-after-scope
  kept = 0;
  return y;
}

int *array_of_pointers(int i) {
  int x = 1, *a[3] = {0, 0, 0};
  a[1] = &x;
  return a[i]; // expect: return
}

int **pointer_to_pointer(void) {
  int x = 1;
  int *p = &x;
  int **q = &p;
  return q; // expect: return
}

char *tokens(void) {
  char s[] = "a b", *save;
  return strtok_r(s, " ", &save); // expect: return
}

char *after_strcat(void) {
  char s[16] = "a";
  char *t = strcat(s, "b");
  return t + 1; // expect: return
}

void *found(int key) {
  int a[3] = {1, 2, 3};
  extern int compare(const void *, const void *);
  return bsearch(&key, a, 3, sizeof *a, compare); // expect: return
}

struct pair two(void) {
  int x = 1, y = 2;
  struct pair p = {.a = &x, .b = &y};
  return p; // expect: return
}

void swapped(int **a) {
  int x = 1, *p = &x, *q = *a;
  int *t = p;
  p = q;
  q = t;
  *a = q; // expect: out-parameter
  (void)p;
}

static void link_both(struct pair *p, int *a, int *b) {
  p->a = a;
  p->b = b;
}

void one_is_reset(struct pair *p, int *other) {
  int x = 1;
  link_both(p, other, &x); // expect: field
  p->a = 0;
}

void both_are_reset(struct pair *p, int *other) {
  int x = 1;
  link_both(p, other, &x);
  link_both(p, other, other);
}

static int *pick(int c, int *a, int *b) { return c ? a : b; }

int *picked(int c) {
  int x = 1, y = 2;
  return pick(c, &x, &y); // expect: return
}

static int depth3(int *p) { return *p; }
static int depth2(int *p) { return depth3(p); }

int deep_use(void) {
  int *p;
  {
    int x = 1;
    p = &x;
  }
  return depth2(p); // expect: use-after-scope
}

int inner_array_in_loop(int n) {
  char *line = 0;
  for (int i = 0; i < n; ++i) {
    char buffer[8];
    snprintf(buffer, sizeof buffer, "%d", i);
    line = buffer;
  }
  return line ? line[0] : 0; // expect: use-after-scope
}

// What is not to be cried about.

void *stack_pointer(void) {
  // Deliberate: a number that is only printed.
  char here;
  printf("%p\n", (void *)&here);
  return 0;
}

int sum(int n, ...) {
  __builtin_va_list list;
  int s = 0;
  __builtin_va_start(list, n);
  while (n-- > 0)
    s += *__builtin_va_arg(list, int *);
  __builtin_va_end(list);
  return s;
}

int passes_down(void) {
  int x = 1;
  return sum(2, &x, &x) + depth2(&x);
}

int *lazily(int **cache) {
  int fresh = 1;
  if (!*cache) {
    *cache = malloc(sizeof fresh);
    **cache = fresh;
  }
  return *cache;
}

struct frame {
  struct frame *up;
  int depth;
};
static struct frame *current;

int nested(int n) {
  struct frame f = {current, n};
  current = &f;
  int r = n ? nested(n - 1) : 0;
  current = f.up;
  return r;
}

void handed_back(int **slot) {
  int x = 1;
  int *old = *slot;
  *slot = &x;
  if (x)
    *slot = old;
  else
    *slot = old;
}

int main(void) { return 0; }
