// Each handler has a copy.
#include <functional>

static int run_all() {
  std::function<int()> handlers[3];
  for (int i = 0; i < 3; ++i) {
    int channel = i * 10;
    handlers[i] = [channel] { return channel; };
  }
  int sum = 0;
  for (auto &handler : handlers)
    sum += handler();
  return sum;
}

int main() { return run_all() == 30 ? 0 : 1; }
