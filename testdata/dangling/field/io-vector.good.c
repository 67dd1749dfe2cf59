// The header is a part of the packet.
#include <stddef.h>
#include <stdio.h>

struct piece {
  const void *base;
  size_t length;
};
struct packet {
  struct piece pieces[2];
  int count;
  char header[16];
};

static void add(struct packet *p, const void *base, size_t length) {
  struct piece *last = &p->pieces[p->count++];
  last->base = base;
  last->length = length;
}

static void frame(struct packet *p, const char *body, size_t length) {
  int size = snprintf(p->header, sizeof p->header, "%zu\r\n", length);
  add(p, p->header, (size_t)size);
  add(p, body, length);
}

int main(void) {
  struct packet packet = {.count = 0};
  frame(&packet, "hello", 5);
  return *(const char *)packet.pieces[0].base == '5' ? 0 : 1;
}
