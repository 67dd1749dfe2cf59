// The last owner is a local: the object dies with it.
// run: heap-use-after-free
#include <memory>

struct texture {
  int width;
};

static const int &width_of(int width) {
  auto t = std::make_shared<texture>();
  t->width = width;
  return t->width; // missing: view
}

int main() {
  const int &width = width_of(64);
  // also: view
  return width == 64 ? 0 : 1;
}
