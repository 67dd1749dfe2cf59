// The owner itself is returned.
#include <memory>

struct connection {
  int port;
};

static std::unique_ptr<connection> open(int port) {
  auto c = std::make_unique<connection>();
  c->port = port;
  return c;
}

int main() {
  auto c = open(80);
  return c->port == 80 ? 0 : 1;
}
