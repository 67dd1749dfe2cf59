// An owner that outlives the call shares it.
#include <memory>

struct texture {
  int width;
};

static std::shared_ptr<texture> last;

static const int &width_of(int width) {
  auto t = std::make_shared<texture>();
  t->width = width;
  last = t;
  return t->width;
}

int main() {
  const int &width = width_of(64);
  return width == 64 ? 0 : 1;
}
