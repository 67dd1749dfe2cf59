// flags: -pthread
// The thread is detached and runs on with references to the locals of the
// function that started it.
// run: stack-use-after-return
#include <atomic>
#include <chrono>
#include <thread>

static std::atomic<int> result;

static void compute(int input) {
  int square = input * input;
  // expect: capture
  std::thread([&square] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    result = square; // also: use-after-scope
  }).detach();
}

int main() {
  compute(6);
  for (int i = 0; i < 500 && result == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return result == 36 ? 0 : 1;
}
