// A coroutine copies its parameters into its frame; of a reference it copies
// the reference. The temporary is gone when the coroutine is resumed.
// run: stack-use-after-scope
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

// also: use-after-scope
static task fetch(const request &r) { co_return r.id; }

int main() {
  task t = fetch(request{5});
  t.handle.resume(); // expect: temporary
  int id = t.handle.promise().result;
  t.handle.destroy();
  return id == 5 ? 0 : 1;
}
