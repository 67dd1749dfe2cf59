// Callees known by a table or a pointer, variable arguments, assembly. A
// comment `expect: rule` names what is found on its line; a line without one
// must stay silent.
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

static int *global;

static int *same(int *p) {
  return p;
}
static int *other(int *p) {
  (void)p;
  return global;
}
static void put(int **to, int *what) {
  *to = what;
}
static void drop(int **to, int *what) {
  (void)what;
  *to = 0;
}

static int *(*const both_same[])(int *) = {same, same};
static int *(*never_written)(int *) = same;
struct operations {
  int *(*pass)(int *);
  void (*put)(int **, int *);
};
static const struct operations operations = {same, put};

int *by_index(int i) {
  int x = 1;
  return both_same[i & 1](&x); // expect: return
}
int *by_constant_index(void) {
  int x = 1;
  return both_same[1](&x); // expect: return
}
int *by_variable_that_stays(void) {
  int x = 1;
  return never_written(&x); // expect: return
}
int *by_member(void) {
  int x = 1;
  return operations.pass(&x); // expect: return
}
void by_member_into(int **out) {
  int x = 1;
  operations.put(out, &x); // expect: out-parameter
}
int *one_of_two_functions(int c) {
  int x = 1;
  int *(*f)(int *) = c ? same : other;
  return f(&x); // expect: return
}

static int *pick(int c, int *a, int *b) {
  return c ? a : b;
}
int *mine_or_theirs(int c, int *theirs) {
  int x = 1;
  return pick(c, &x, theirs); // expect: return
}

static int *first_of(int count, ...) {
  va_list list;
  va_start(list, count);
  int *p = va_arg(list, int *);
  va_end(list);
  return p;
}
int *of_variable_arguments(int *theirs) {
  int x = 1;
  return first_of(2, &x, theirs); // expect: return
}
static int sum_of(int count, ...) {
  va_list list;
  int sum = 0;
  va_start(list, count);
  while (count--)
    sum += *va_arg(list, int *);
  va_end(list);
  return sum;
}
int dead_variable_argument(int *theirs) {
  int *p;
  {
    int x = 1;
    p = &x;
  }
  return sum_of(2, theirs, p); // expect: use-after-scope
}
static void store_variable(int **to, ...) {
  va_list list;
  va_start(list, to);
  *to = va_arg(list, int *);
  va_end(list);
}
void stored_by_variable(int **out) {
  int x = 1;
  store_variable(out, &x); // expect: out-parameter
}
static va_list *pending;
void the_list_itself(int n, ...) {
  va_list list;
  va_start(list, n);
  pending = &list; // expect: global
  va_end(list);
}

int *kept_in_a_register(void) {
  int x = 1, *p = &x;
  __asm__("" : "+r"(p));
  return p; // expect: return
}
int *out_of_asm_goto(void) {
  int x = 1, *p = &x;
  __asm__ goto("" : : : : out);
  return 0;
out:
  return p; // expect: return
}
void asm_barrier(int **out) {
  int x = 1;
  *out = &x; // expect: out-parameter
  __asm__ volatile("" : : : "memory");
}
int *untagged(void) {
  int x = 1;
  uintptr_t tagged = (uintptr_t)&x ^ 1;
  return (int *)(tagged ^ 1); // expect: return
}

static void twice(void (*f)(int **, int *), int **to, int *what) {
  f(to, what);
  f(to, what);
}
static void through(void (*f)(int **, int *), int **to, int *what) {
  twice(f, to, what);
}
void by_a_callback(int **out) {
  int x = 1;
  through(put, out, &x); // expect: out-parameter
}
static int *one_way(int c, int *p) { return c ? p : (int *)&operations; }
int *or_something_static(int c) {
  int x = 1;
  return one_way(c, &x); // expect: return
}

// What is not to be cried about.

int sums(void) {
  int x = 1, y = 2;
  return sum_of(2, &x, &y);
}
void dropped(int **out) {
  int x = 1;
  put(out, &x);
  drop(out, &x);
}
int *new_in_a_register(void) {
  int x = 1, *p;
  __asm__("mov %1, %0" : "=r"(p) : "r"(&x));
  return p;
}
void reset_by_asm(void) {
  int x = 1;
  global = &x;
  __asm__ volatile("movq $0, %0" : "=m"(global));
}
int printed_address(void) {
  int *p;
  {
    int x = 1;
    p = &x;
  }
  return printf("%d %*d %p\n", 1, 2, 3, (void *)p);
}
unsigned hashed(void) {
  int x = 1;
  return (unsigned)((uintptr_t)&x >> 4);
}
void by_a_callback_that_drops(int **out) {
  int x = 1;
  put(out, &x);
  through(drop, out, &x);
}
int main(void) {
  return 0;
}
