// Returned pointers to locals. A comment `expect: rule` names what is found on
// its line; a line without one must stay silent.
#include <alloca.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int *directly(void) {
  int x = 1;
  return &x; // expect: return
}

int *copied_first(void) {
  int x = 1;
  int *p = &x;
  int *q = p;
  return q; // expect: return
}

char *middle_of_array(int i) {
  char a[8] = "dangles";
  return a + i; // expect: return
}

char *found_in_it(void) {
  char a[] = "dangles";
  return strchr(a, 'g'); // expect: return
}

char *filled(void) {
  char a[8];
  return strcpy(a, "x"); // expect: return
}

int *one_of_two(int c, int *other) {
  int x = 1;
  return c ? &x : other; // expect: return
}

int *in_one_branch(int c, int *other) {
  int x = 1;
  if (c)
    return &x; // expect: return
  return other;
}

void *from_alloca(unsigned n) {
  void *p = alloca(n);
  return p; // expect: return
}

int *from_vla(int n) {
  int a[n];
  a[0] = 1;
  return a; // expect: return
}

int *parameter_itself(int x) {
  return &x; // expect: return
}

struct point {
  int x, y;
};

int *field_of_copy(struct point p) {
  return &p.y; // expect: return
}

struct holder {
  int tag;
  int *p;
};

struct holder in_struct(void) {
  int x = 1;
  struct holder h = {1, &x};
  return h; // expect: return
}

struct wide {
  int *p[8];
};

struct wide in_memory_result(void) {
  int x = 1;
  struct wide w = {{0}};
  w.p[3] = &x; // expect: return
  return w;
}

int *literal(void) {
  return (int[]){1, 2, 3}; // expect: return
}

void *as_a_number(void) {
  int x = 1;
  uintptr_t n = (uintptr_t)&x;
  return (void *)(n & ~(uintptr_t)7); // expect: return
}

union both {
  int *p;
  uintptr_t n;
};

int *through_a_union(void) {
  int x = 1;
  union both u;
  u.p = &x;
  return (int *)u.n; // expect: return
}

int *through_bytes(void) {
  int x = 1;
  int *p = &x, *q;
  memcpy(&q, &p, sizeof q);
  return q; // expect: return
}

static int *same(int *p) { return p; }

int *through_a_call(void) {
  int x = 1;
  return same(&x); // expect: return
}

static int *first(int **list) { return list[0]; }

int *through_memory_of_a_call(void) {
  int x = 1;
  int *list[2] = {&x, 0};
  return first(list); // expect: return
}

static struct holder wrap(int *p) {
  struct holder h = {2, p};
  return h;
}

int *wrapped_and_taken_out(void) {
  int x = 1;
  struct holder h = wrap(&x);
  return h.p; // expect: return
}

int *by_a_function_pointer(void) {
  int x = 1;
  int *(*f)(int *) = same;
  return f(&x); // expect: return
}

struct holder *on_the_heap(void) {
  int x = 1;
  struct holder *h = malloc(sizeof *h);
  h->p = &x; // expect: field
  return h;
}

int *in_a_loop(int n) {
  int *p = 0;
  int x = 0;
  for (int i = 0; i < n; ++i)
    if (i == 3)
      p = &x;
  return p; // expect: return
}

int *by_switch(int n, int *other) {
  int x = 1, *p;
  switch (n) {
  case 0:
    p = other;
    break;
  default:
    p = &x;
  }
  return p; // expect: return
}

// What is not to be cried about.

int *a_static(void) {
  static int x;
  return &x;
}

int *allocated(void) {
  int *p = malloc(sizeof *p);
  return p;
}

int *reset_before(int *other) {
  int x = 1;
  int *p = &x;
  *p = 2;
  p = other;
  return p;
}

int compared_only(int *other) {
  int x = 1;
  return &x == other;
}

int as_truth(void) {
  int x = 1;
  int *p = &x;
  return p != 0;
}

long distance(void) {
  char a[8];
  char *p = a + 3;
  return p - a;
}

int value_only(void) {
  int x = 1;
  int *p = &x;
  return *p;
}

char *argument_back(char *s) {
  char a[4] = "abc";
  strcpy(s, a);
  return strchr(s, 'b');
}

char *duplicate(void) {
  char a[4] = "abc";
  return strdup(a);
}

int *excluded_by_the_condition(int n) {
  int small[4];
  int *p = n > 4 ? malloc((unsigned)n * sizeof *p) : small;
  if (p == small)
    return 0;
  return p;
}

const char *string_literal(void) {
  const char *p = "lives for ever";
  return p;
}

int *the_other_field(int *other) {
  int x = 1;
  struct {
    int *mine, *others;
  } pair = {&x, other};
  *pair.mine = 2;
  return pair.others;
}

int *overwritten_by_memset(int *other) {
  int x = 1;
  struct holder h = {1, &x};
  memset(&h, 0, sizeof h);
  if (!h.p)
    return other;
  return h.p;
}

_Noreturn void stop(void);

int *after_noreturn(int c, int *other) {
  int x = 1;
  if (c) {
    stop();
    return &x;
  }
  return other;
}

int main(void) { return 0; }
