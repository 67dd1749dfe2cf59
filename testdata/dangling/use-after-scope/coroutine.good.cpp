// The last square is a variable of the coroutine.
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
  int last = 0;
  for (int i = 1; i <= n; ++i) {
    int square = i * i;
    last = square;
    co_yield last;
  }
  co_yield last;
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
