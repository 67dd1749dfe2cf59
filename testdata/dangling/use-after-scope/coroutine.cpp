// A coroutine's locals are in its frame, on the heap as a rule; the block ends
// in it as everywhere.
// run: nothing, the variable is in the coroutine's frame, which is on the heap
#include <coroutine>

struct generator {
  struct promise_type {
    int value = 0;
    generator get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int v) {
      value = v;
      return {};
    }
    void return_void() {}
    void unhandled_exception() {}
  };
  std::coroutine_handle<promise_type> handle;
};

static generator squares(int n) {
  const int *last = nullptr;
  for (int i = 1; i <= n; ++i) {
    int square = i * i;
    last = &square; // trace 1: its address is taken here
    co_yield *last;
  }
  co_yield *last; // expect: use-after-scope
}

int main() {
  generator g = squares(2);
  int sum = 0;
  for (int i = 0; i < 3; ++i) {
    g.handle.resume();
    sum += g.handle.promise().value;
  }
  g.handle.destroy();
  return sum == 9 ? 0 : 1;
}
