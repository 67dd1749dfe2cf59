// Every function that publishes its context puts the old one back.
#include <stddef.h>

struct context {
  const char *task;
  int line;
};
static const struct context *current;

static void report(void) {
  if (current && current->line < 0)
    current = NULL;
}

static int run(const char *task) {
  const struct context *outer = current;
  struct context context = {task, 1};
  current = &context;
  report();
  current = outer;
  return context.line;
}

int main(void) {
  run("first");
  report();
  return 0;
}
