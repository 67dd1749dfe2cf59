// The optional has the pointer in itself, and is the caller's.
// run: stack-use-after-return
#include <optional>

struct packet {
  int kind, length;
};

static void peek(std::optional<const packet *> &out, int kind) {
  packet p{kind, 8};
  if (kind != 0)
    out = &p; // expect: field
} // trace 1: 'p' dies here

int main() {
  std::optional<const packet *> p;
  peek(p, 3);
  // also: use-after-scope
  return p && (*p)->kind == 3 ? 0 : 1;
}
