// The vector takes its memory from a resource on the stack, and is returned.
// run: stack-use-after-return
#include <cstddef>
#include <memory_resource>
#include <vector>

static std::pmr::vector<int> *grow(std::pmr::vector<int> *storage, int n) {
  std::byte room[256];
  std::pmr::monotonic_buffer_resource arena(room, sizeof room);
  // missing: field
  // (the destructor of arena is elsewhere: it might take the pointer away)
  auto *v = new (storage) std::pmr::vector<int>(&arena);
  for (int i = 0; i < n; ++i)
    v->push_back(i);
  return v;
}

int main() {
  alignas(std::pmr::vector<int>) std::byte place[sizeof(std::pmr::vector<int>)];
  auto *v = grow(reinterpret_cast<std::pmr::vector<int> *>(place), 3);
  // also: use-after-scope
  return (*v)[2] == 2 ? 0 : 1;
}
