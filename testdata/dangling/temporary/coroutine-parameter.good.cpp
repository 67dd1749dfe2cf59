// The coroutine takes the request by value, and has it in its frame.
#include <coroutine>

struct task {
  struct promise_type {
    int result = 0;
    task get_return_object() {
      return {std::coroutine_handle<promise_type>::from_promise(*this)};
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    void return_value(int v) { result = v; }
    void unhandled_exception() {}
  };
  std::coroutine_handle<promise_type> handle;
};

struct request {
  int id;
};

static task fetch(request r) { co_return r.id; }

int main() {
  task t = fetch(request{5});
  t.handle.resume();
  int id = t.handle.promise().result;
  t.handle.destroy();
  return id == 5 ? 0 : 1;
}
