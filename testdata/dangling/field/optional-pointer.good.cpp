// The optional has the packet.
#include <optional>

struct packet {
  int kind, length;
};

static void peek(std::optional<packet> &out, int kind) {
  packet p{kind, 8};
  if (kind != 0)
    out = p;
}

int main() {
  std::optional<packet> p;
  peek(p, 3);
  return p && p->kind == 3 ? 0 : 1;
}
