// Pointers that are used after the block of their local has ended.
#include <stdio.h>
#include <string.h>

int after_the_block(void) {
  int *p;
  {
    int x = 1;
    p = &x;
  }
  return *p; // expect: use-after-scope
}

void written(int *other) {
  int *p = other;
  {
    int x = 1;
    p = &x;
  }
  *p = 2; // expect: use-after-scope
}

int after_an_if(int c) {
  int y = 0;
  int *p = &y;
  if (c) {
    int x = 1;
    p = &x;
  }
  return *p; // expect: use-after-scope
}

int after_a_loop(int n) {
  int *p = 0;
  for (int i = 0; i < n; ++i)
    p = &i;
  return p ? *p : 0; // expect: use-after-scope
}

int from_the_last_round(int n) {
  int *last = 0, sum = 0;
  for (int i = 0; i < n; ++i) {
    int x = i;
    if (last)
      sum += *last; // expect: use-after-scope
    last = &x;
  }
  return sum;
}

void passed_on(void) {
  const char *s;
  {
    char a[8] = "dead";
    s = a;
  }
  puts(s); // expect: use-after-scope
}

static int read(const int *p) { return *p; }

int read_by_a_callee(void) {
  int *p;
  {
    int x = 1;
    p = &x;
  }
  return read(p); // expect: use-after-scope
}

struct holder {
  int *p;
};

int in_a_field(void) {
  struct holder h;
  {
    int x = 1;
    h.p = &x;
  }
  return *h.p; // expect: use-after-scope
}

int of_an_array(void) {
  int *p;
  {
    int a[4] = {1, 2, 3, 4};
    p = &a[2];
  }
  return p[-1]; // expect: use-after-scope
}

int vla_is_gone(int n) {
  int *p;
  {
    int a[n];
    a[0] = 1;
    p = a;
  }
  return p[0]; // expect: use-after-scope
}

int by_break(int n) {
  int *p = &n;
  while (n-- > 0) {
    int x = n;
    p = &x;
    if (n == 3)
      break;
  }
  return *p; // expect: use-after-scope
}

static int *stale(void) {
  int x = 1;
  int *p = &x;
  return p; // expect: return
}

int use_of_a_callees_local(void) {
  int *p = stale();
  return *p; // expect: use-after-scope
}

// What is not to be cried about.

void pointer_in_the_loop(int n) {
  for (int i = 0; i < n; ++i) {
    int x = i;
    int *p = &x;
    ++*p;
  }
}

int set_again(int *other) {
  int *p;
  {
    int x = 1;
    p = &x;
    ++*p;
  }
  p = other;
  return *p;
}

int compared_after(int *other) {
  int *p;
  {
    int x = 1;
    p = &x;
  }
  return p == other;
}

int returned_in_the_block(int c) {
  int *p = &c;
  {
    int x = 1;
    p = &x;
    if (c)
      return *p;
  }
  p = &c;
  return *p;
}

int left_by_break(int n, int *other) {
  int *p = other;
  for (;;) {
    int x = n;
    p = &x;
    if (*p > 3) {
      p = other;
      break;
    }
    n = *p + 1;
    p = other;
  }
  return *p;
}

int only_where_it_lives(int c) {
  int sum = 0;
  for (int i = 0; i < 3; ++i) {
    int x = c;
    int *p = c ? &x : &c;
    sum += *p;
  }
  return sum;
}

int main(void) { return 0; }
