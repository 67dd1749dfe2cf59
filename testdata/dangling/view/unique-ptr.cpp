// The pointer is copied out of its owner, and the owner frees the object.
// run: heap-use-after-free
#include <memory>

struct connection {
  int port;
};

static connection *open(int port) {
  auto c = std::make_unique<connection>();
  c->port = port;
  // trace 1: 'get' is called on 'c'
  // trace 2: it goes into 'result'
  connection *result = c.get();
  return result; // expect: view
} // trace 3: 'c' dies here

int main() {
  connection *c = open(80);
  // also: view
  return c->port == 80 ? 0 : 1;
}
