// Stores to one of several places, elements, atomics, copies, loops that change
// values. A comment `expect: rule` names what is found on its line; a line
// without one must stay silent.
#include <alloca.h>
#include <stdatomic.h>
#include <string.h>

static int *global, *table[8];
static _Atomic(int *) shared;
struct string {
  int length;
  char bytes[12];
};
struct holder {
  struct string *p;
};
struct element {
  struct element *parent, *children[2];
};
struct packet {
  const void *pieces[2];
  int count;
};
struct request {
  const char *url;
  int port;
};
struct block {
  int words[4];
};

void one_of_two_places(int c, int **a, int **b) {
  int x = 1;
  *(c ? a : b) = &x; // expect: out-parameter
}
void parent_of_all(struct element *a, struct element *b) {
  struct element parent = {0, {a, b}};
  for (int i = 0; i < 2; ++i)
    parent.children[i]->parent = &parent; // expect: field
}
void two_levels(int ***out) {
  int x = 1;
  **out = &x; // expect: out-parameter
}
struct holder behind_a_filled_array(int c) {
  struct string x = {1, {(char)c}};
  struct holder h;
  h.p = &x;
  return h; // expect: return
}
static void add(struct packet *p, const void *piece) {
  p->pieces[p->count++] = piece;
}
void two_pieces(struct packet *p, const char *body) {
  char header[16] = "";
  add(p, header); // expect: field
  add(p, body);
}
static int send(const struct request *r) {
  return r->url[0] == '/' && r->port;
}
int on_one_of_two_ways(int page) {
  struct request q = {0};
  if (page > 0) {
    char url[24] = "/";
    q.url = url;
  } else {
    q.url = "/";
  }
  return send(&q); // expect: use-after-scope
}
int *counter(void) {
  int count = 0, *p = &count;
  return p; // expect: return
}
int first_of_two_uses(int n) {
  int *c = counter();
  while (n-- > 0)
    ++*c; // expect: use-after-scope
  return *c;
}
void deeper_activation(int k, int n, const int *up, const int **found) {
  int here = k;
  if (k == n)
    *found = &here; // expect: out-parameter
  else
    deeper_activation(k + 1, n, &here, found);
}
static struct block zeros(int first) {
  return (struct block){{first}};
}
static void keep(const int **to, const int *words) {
  *to = words;
}
int array_of_a_result(int value) {
  const int *words;
  keep(&words, zeros(value).words);
  return *words; // expect: temporary
}
int alloca_behind_an_array(int n) {
  int *p;
  {
    int a[n];
    a[0] = 1;
    p = alloca(4);
    *p = a[0];
  }
  return *p; // expect: use-after-scope
}
void atomic(void) {
  int x = 1;
  atomic_store(&shared, &x); // expect: global
}
void compared_and_swapped(void) {
  int x = 1, *expected = 0;
  __atomic_compare_exchange_n(&global, &expected, &x, 0, 5, 5); // expect: global
}
int *loaded_atomically(void) {
  int x = 1, *p;
  __atomic_store_n(&p, &x, 5);
  return __atomic_load_n(&p, 5); // expect: return
}

static void *of_its_own(unsigned n) {
  return alloca(n); // expect: return
}
int alloca_of_a_callee(void) {
  int *p = of_its_own(4);
  return *p = 1; // expect: use-after-scope
}

// What is not to be cried about.

void one_of_two_reset(int c, int **a, int **b) {
  int x = 1, **place = c ? a : b;
  *place = &x;
  x = **place;
  *place = 0;
}
static void on_ready(struct element *l, int i, struct element *what) {
  l->children[i] = what;
}
void whole_is_reset(struct element *l, int i) {
  struct element e = {0};
  on_ready(l, i, &e);
  *l = (struct element){0};
}
void element_is_reset(struct element *l, int i) {
  struct element e = {0};
  on_ready(l, i, &e);
  on_ready(l, i, 0);
}
int exchanged(void) {
  int x = 1;
  global = &x;
  int *mine = __atomic_exchange_n(&global, 0, 5);
  return *mine;
}
void whole_table(void) {
  int x = 1;
  table[1] = &x;
  memset(table, 0, sizeof table);
}
int main(void) {
  return 0;
}
