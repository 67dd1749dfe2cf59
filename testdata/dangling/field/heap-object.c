// The object is on the heap and returned; the name that it refers to is not.
// run: stack-use-after-return
#include <stdio.h>
#include <stdlib.h>

struct widget {
  const char *name;
  int id;
};

static struct widget *new_widget(int id) {
  char name[16];
  struct widget *w = malloc(sizeof *w);
  if (!w)
    return NULL;
  snprintf(name, sizeof name, "widget-%d", id);
  w->id = id;
  w->name = name; // expect: field
  return w;
} // trace 1: 'name' dies here

int main(void) {
  struct widget *w = new_widget(3);
  if (!w)
    return 1;
  // also: use-after-scope
  int wrong = w->name[0] != 'w';
  free(w);
  return wrong;
}
