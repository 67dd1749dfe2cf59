// Coroutines: what the frame keeps of its parameters. A comment `expect: rule`
// names what is found on its line; a line without one must stay silent.
#include <coroutine>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
template <class T> struct generator {
  struct promise_type {
    T value{};
    generator get_return_object() { return generator(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(T v) { value = v; return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  std::coroutine_handle<promise_type> h;
  explicit generator(std::coroutine_handle<promise_type> h) : h(h) {}
  generator(generator &&o) noexcept : h(std::exchange(o.h, nullptr)) {}
  ~generator() { if (h) h.destroy(); }
  bool next() { h.resume(); return !h.done(); }
  T value() { return h.promise().value; }
};
struct eager {
  struct promise_type {
    eager get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
};
int use(std::string_view);
std::string make();
generator<char> chars(const std::string &s) { for (char c : s) co_yield c; }
generator<char> chars_view(std::string_view s) { for (char c : s) co_yield c; }
generator<int> ints(const std::vector<int> &v) { for (int i : v) co_yield i; }
generator<int> count(int *p) { while (*p < 10) co_yield ++*p; }
generator<int> by_value(std::vector<int> v) { for (int i : v) co_yield i; }
generator<int> upto(int n) { for (int i = 0; i < n; ++i) co_yield i; }
eager print(const std::string &s) { use(s); co_return; }
namespace bad {
generator<int> over_local() {
  std::vector<int> v = {1, 2};
  return ints(v); // expect: return
}
generator<int> over_pointer() {
  int x = 1;
  return count(&x); // expect: return
}
int over_temporary() {
  auto g = chars(make());
  int n = 0;
  while (g.next()) // expect: temporary use-after-scope
    n += g.value();
  return n;
}
int over_view_of_temporary() {
  auto g = chars_view(make());
  int n = 0;
  while (g.next()) // expect: temporary use-after-scope view
    n += g.value();
  return n;
}
generator<char> view_of_local() {
  std::string s = make();
  return chars_view(s); // expect: return view
}
generator<int> lambda_capture() {
  int x = 3;
  auto l = [x]() -> generator<int> { co_yield x; };
  return l(); // expect: return capture
}
int lambda_temp() {
  int x = 3;
  auto g = [x]() -> generator<int> { co_yield x; }();
  return g.next(); // expect: temporary capture use-after-scope
}
struct obj { int v = 1; generator<int> vals() { co_yield v; } };
generator<int> this_of_local() {
  obj o;
  return o.vals(); // expect: return
}
}
namespace good {
int in_scope() {
  std::vector<int> v = {1, 2};
  auto g = ints(v);
  int n = 0;
  while (g.next()) n += g.value();
  return n;
}
generator<int> value() { return by_value({1, 2}); }
generator<int> number() { int n = 3; return upto(n); }
void eager_temp() { print(make()); }
int one_expr() { return chars(make()).next(); }
generator<int> pass(const std::vector<int> &v) { return ints(v); }
generator<int> own() { std::vector<int> v = {1}; for (int i : v) co_yield i; }
}
