// strdup() copies the name to the heap.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct widget {
  char *name;
  int id;
};

static struct widget *new_widget(int id) {
  char name[16];
  struct widget *w = malloc(sizeof *w);
  if (!w)
    return NULL;
  snprintf(name, sizeof name, "widget-%d", id);
  w->id = id;
  w->name = strdup(name);
  return w;
}

int main(void) {
  struct widget *w = new_widget(3);
  if (!w)
    return 1;
  int wrong = w->name[0] != 'w';
  free(w->name);
  free(w);
  return wrong;
}
