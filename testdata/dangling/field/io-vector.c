// The vector that is to be written later points at a header on the stack.
// run: stack-use-after-return
#include <stddef.h>
#include <stdio.h>

struct piece {
  const void *base;
  size_t length;
};
struct packet {
  struct piece pieces[2];
  int count;
};

static void add(struct packet *p, const void *base, size_t length) {
  struct piece *last = &p->pieces[p->count++];
  last->base = base; // trace 2: it goes into 'last->base'
  last->length = length;
}

static void frame(struct packet *p, const char *body, size_t length) {
  char header[16];
  int size = snprintf(header, sizeof header, "%zu\r\n", length);
  // trace 1: the address of 'header' is passed to 'add' as 'base'
  add(p, header, (size_t)size); // expect: field
  add(p, body, length);
} // trace 3: 'header' dies here

int main(void) {
  struct packet packet = {.count = 0};
  frame(&packet, "hello", 5);
  // also: use-after-scope
  return *(const char *)packet.pieces[0].base == '5' ? 0 : 1;
}
