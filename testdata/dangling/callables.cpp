// Callables that took locals along: in fields, globals, containers and results.
// A comment `expect: rule` names what is found on its line; a line without one
// must stay silent.
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>
std::function<void()> gf;
std::vector<std::function<int()>> handlers;
std::map<std::string, std::function<void(int)>> byname;
struct signal {
  std::vector<std::function<void(int)>> slots;
  void connect(std::function<void(int)> f) { slots.push_back(std::move(f)); }
  template <class F> void connect2(F &&f) {
    slots.emplace_back(std::forward<F>(f));
  }
  void emit(int x) {
    for (auto &s : slots)
      s(x);
  }
};
signal gs;
namespace bad {
void into_global() {
  int x = 1;
  gf = [&x] { ++x; }; // expect: capture
}
void into_vector() {
  int x = 1;
  handlers.push_back([&] { return x; }); // expect: capture
}
void into_vector_emplace() {
  int x = 1;
  handlers.emplace_back([&] { return x; }); // expect: capture
}
void into_map() {
  int x = 1;
  byname["a"] = [&](int y) { x = y; }; // expect: capture
}
void connect(signal &s) {
  int x = 1;
  s.connect([&](int y) { x = y; }); // expect: capture
}
void connect_global() {
  int x = 1;
  gs.connect([&](int y) { x = y; }); // expect: capture
}
void connect2(signal &s) {
  int x = 1;
  s.connect2([&](int y) { x = y; }); // expect: capture
}
std::future<int> returned_future() {
  int x = 1;
  return std::async(std::launch::async, [&] { return x; }); // expect: capture
}
std::function<int()> by_field_of_this(int p) {
  return [&p] { return p; }; // expect: capture
}
struct widget {
  std::function<void()> on_click;
  int n = 0;
  void setup() {
    int count = 0;
    on_click = [&count] { ++count; }; // expect: capture
  }
  void setup_this() {
    on_click = [this] { ++n; };
  }
};
std::function<int()> nested() {
  int x = 1;
  auto inner = [&x] { return x; };
  return [inner] { return inner(); }; // expect: capture
}
std::function<int()> make_bind() {
  int x = 1;
  auto f = [](int &y) { return y; };
  return std::bind(f, std::ref(x)); // expect: return or capture
}
auto generic() {
  int x = 1;
  return [&x](auto y) { return x + y; }; // expect: capture
}
auto eq_pointer() {
  int x = 1;
  int *p = &x;
  return [=] { return *p; }; // expect: capture
}
auto init_ref() {
  int x = 1;
  return [&r = x] { return r; }; // expect: capture
}
auto init_ptr() {
  int x = 1;
  return [p = &x] { return *p; }; // expect: capture
}
struct local_obj {
  int v = 1;
  auto get() {
    return [this] { return v; };
  }
};
auto this_of_local() {
  local_obj o;
  return o.get(); // expect: capture
}
std::unique_ptr<std::function<int()>> heap_fn() {
  int x = 1;
  auto f = [&x] { return x; };
  return std::make_unique<std::function<int()>>(f); // expect: capture
}

int call_dead() {
  std::function<int()> f;
  {
    int x = 1;
    f = [&x] { return x; };
  }
  return f(); // expect: use-after-scope
}
int call_dead_lambda_ptr() {
  int *p;
  {
    int x = 1;
    auto l = [&x]() -> int * { return &x; };
    p = l();
  }
  return *p; // expect: use-after-scope
}
auto two(int a, std::string s) {
  return [&] { return a + int(s.size()); }; // expect: capture
}
} // namespace bad
namespace good {
int asynced() {
  int x = 1;
  auto f = std::async([&] { return x; });
  return f.get();
}
void local_signal() {
  int x = 1;
  signal s;
  s.connect([&](int y) { x = y; });
  s.emit(1);
}
void reset_global() {
  int x = 1;
  gf = [&x] { ++x; };
  gf();
  gf = nullptr;
}
std::function<int()> by_value() {
  int x = 1;
  return [x] { return x; };
}
std::function<int()> init_capture() {
  std::string s = "a";
  return [s = std::move(s)] { return int(s.size()); };
}
auto iife() {
  int x = 1;
  return [&] { return x + 1; }();
}
struct widget {
  std::function<void()> on_click;
  int n = 0;
  widget() {
    on_click = [this] { ++n; };
  }
};
std::unique_ptr<widget> made() {
  auto w = std::make_unique<widget>();
  w->on_click = [p = w.get()] { ++p->n; };
  return w;
}
void recursion() {
  std::function<int(int)> fib;
  fib = [&fib](int n) -> int { return n < 2 ? n : fib(n - 1) + fib(n - 2); };
  fib(4);
}
std::function<int()> shared() {
  auto p = std::make_shared<int>(1);
  return [p] { return *p; };
}
auto static_capture() {
  static int x = 1;
  return [&] { return x; };
}
} // namespace good
