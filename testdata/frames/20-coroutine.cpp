// flags: -O0 -std=c++20
// run: int runThree(); int main() { return runThree() != 6; }
//
// A correct explanation says:
// - countTo: limit and value are in the coroutine's frame of 48 bytes from
//   operator new: resume at +0, destroy at +8, promise at +16, then the
//   parameter's copy and the locals, the index at +40.
// - countTo.resume and countTo.destroy are functions of their own with frames
//   of their own, whose parameter points to that block.

// The least of <coroutine> that the compiler asks for.
namespace std {
template <typename Result, typename...> struct coroutine_traits {
  using promise_type = typename Result::promise_type;
};
template <typename Promise = void> struct coroutine_handle;
template <> struct coroutine_handle<void> {
  void *frame = nullptr;
  static coroutine_handle from_address(void *address) { return {address}; }
  void resume() const { __builtin_coro_resume(frame); }
  void destroy() const { __builtin_coro_destroy(frame); }
};
template <typename Promise> struct coroutine_handle {
  void *frame = nullptr;
  static coroutine_handle from_address(void *address) { return {address}; }
  static coroutine_handle from_promise(Promise &promise) {
    return {__builtin_coro_promise(&promise, alignof(Promise), true)};
  }
  Promise &promise() const {
    return *static_cast<Promise *>(
        __builtin_coro_promise(frame, alignof(Promise), false));
  }
  operator coroutine_handle<void>() const { return {frame}; }
};
struct suspend_always {
  bool await_ready() const noexcept { return false; }
  void await_suspend(coroutine_handle<void>) const noexcept {}
  void await_resume() const noexcept {}
};
} // namespace std

struct Generator {
  struct promise_type {
    int current = 0;
    Generator get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(int value) {
      current = value;
      return {};
    }
    void return_void() {}
    void unhandled_exception() {}
  };
  std::coroutine_handle<promise_type> handle;
};

// `value` and `limit` outlive a suspension, when this function has returned to
// its caller: they are in a block from operator new, not on the stack.
Generator countTo(int limit) {
  for (int value = 1; value <= limit; ++value)
    co_yield value; // break
}

int runThree() {
  Generator numbers = countTo(3);
  std::coroutine_handle<> handle = numbers.handle;
  int sum = 0;
  for (int i = 0; i < 3; ++i) {
    handle.resume();
    sum += numbers.handle.promise().current;
  }
  handle.destroy();
  return sum;
}
