// A handler's context is published in a global and not taken back: the global
// lives longer.
// run: stack-use-after-return
#include <stddef.h>

struct context {
  const char *task;
  int line;
};
static const struct context *current;

static void report(void) {
  // also: use-after-scope
  if (current && current->line < 0)
    current = NULL;
}

static int run(const char *task) {
  struct context context = {task, 1};
  current = &context; // expect: global
  report();
  return context.line;
} // trace 1: 'context' dies here

int main(void) {
  run("first");
  report();
  return 0;
}
