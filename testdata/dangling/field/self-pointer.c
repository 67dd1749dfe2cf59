// The entry is copied into the table, and the pointer in the copy points into
// the entry that it was copied from.
// run: stack-use-after-return
#include <string.h>

struct entry {
  char bytes[16];
  const char *extension;
};
struct table {
  struct entry entries[4];
  int count;
};

static void add(struct table *t, const char *name) {
  struct entry e;
  strncpy(e.bytes, name, sizeof e.bytes - 1);
  e.bytes[sizeof e.bytes - 1] = 0;
  const char *dot = strrchr(e.bytes, '.');
  e.extension = dot ? dot + 1 : "";
  t->entries[t->count++ % 4] = e; // expect: field
} // trace 1: 'e' dies here

int main(void) {
  struct table t = {.count = 0};
  add(&t, "page.html");
  // also: use-after-scope
  return t.entries[0].extension[0] == 'h' ? 0 : 1;
}
