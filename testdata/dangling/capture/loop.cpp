// Each handler refers to the loop's variable of its round, and all of them are
// called behind the loop.
// run: stack-use-after-scope
#include <functional>

static int run_all() {
  std::function<int()> handlers[3];
  for (int i = 0; i < 3; ++i) {
    int channel = i * 10;
    handlers[i] = [&channel] { return channel; };
  } // trace 1: 'channel' dies here
  int sum = 0;
  for (auto &handler : handlers)
    sum += handler(); // expect: use-after-scope
  return sum;
}

int main() { return run_all() == 30 ? 0 : 1; }
