// Views, containers, wrappers and other corners of C++. A comment
// `expect: rule` names what is found on its line; a line without one must stay
// silent.
#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

std::string make();
std::string_view global_view;
std::vector<std::string_view> global_views;

namespace bad {

std::reference_wrapper<int> wrapped() {
  int x = 1;
  return std::ref(x); // expect: return
}

int &&moved() {
  int x = 1;
  return std::move(x); // expect: return or use-after-scope
}

std::tuple<int &, int> tuple() {
  int x = 1;
  return std::tuple<int &, int>(x, 2); // expect: return
}

std::pair<int *, int> pair() {
  int x = 1;
  return {&x, 2}; // expect: return
}

auto found() {
  std::vector<int> v = {1, 2, 3};
  return std::find(v.begin(), v.end(), 2); // expect: return view use-after-scope
}

int &mapped() {
  std::map<int, int> m = {{1, 2}};
  return m[1]; // expect: return view
}

int &of_unique() {
  std::unique_ptr<int> p(new int(1));
  return *p; // expect: return view
}

int &of_optional() {
  std::optional<int> o = 1;
  return o.value(); // expect: return view
}

struct holder {
  std::string_view v;
  const int *p = nullptr;
  void keep() {
    std::string s = make();
    v = s; // expect: view field use-after-scope
  }
  void keep_span(std::span<const int> &out) {
    int a[3] = {1, 2, 3};
    out = a; // expect: field out-parameter view
  }
};

holder in_a_member() {
  std::string s = make();
  return holder{s}; // expect: view return use-after-scope
}

void into_a_global_view() {
  std::string s = make();
  global_view = s; // expect: view global use-after-scope
}

void into_a_vector_of_views() {
  std::string s = make();
  global_views.push_back(s); // expect: view
}

void into_a_parameter(std::vector<const char *> &out) {
  std::string s = make();
  out.push_back(s.c_str()); // expect: view
}

const std::string &conditional(bool c, const std::string &other) {
  return c ? other : make(); // expect: return
}

int range(bool c) {
  struct items {
    std::vector<int> v;
    const std::vector<int> &get() const { return v; }
  };
  int sum = 0;
  for (int i : items{{1, 2, c}}.get()) // expect: temporary
    sum += i;
  return sum;
}

struct counter {
  int n = 0;
  auto by_this() {
    return [this] { return n; };
  }
};

auto of_a_local_object() {
  counter c;
  return c.by_this(); // expect: return capture
}

int thrown() {
  int x = 1;
  throw &x; // expect: return
}

const int *from_const_method() {
  struct box {
    int v[3] = {1, 2, 3};
    const int *data() const { return v; }
  } b;
  return b.data(); // expect: return
}

template <typename F> auto twice(F &&f) {
  return [&f] { return f() + f(); };
}

int of_a_temporary_lambda() {
  int k = 1;
  auto g = twice([k] { return k; });
  return g(); // expect: temporary use-after-scope
}

struct view_of {
  const std::string &s;
  explicit view_of(const std::string &s) : s(s) {}
  std::size_t size() const { return s.size(); }
};

std::size_t view_of_temporary() {
  view_of v(make());
  return v.size(); // expect: temporary use-after-scope
}

struct linked {
  linked *next;
  static linked *top;
  linked() : next(top) {}
  void enter() { top = this; }
};
linked *linked::top = nullptr;

void entered() {
  linked l;
  l.enter(); // expect: global
}

} // namespace bad

namespace good {

std::tuple<int, int> tuple() {
  int x = 1;
  return std::make_tuple(x, 2);
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    std::size_t n = text.find(' ');
    parts.push_back(text.substr(0, n));
    text.remove_prefix(n == text.npos ? text.size() : n + 1);
  }
  return parts;
}

std::string joined(const std::vector<std::string> &v) {
  std::string s;
  for (const std::string &each : v)
    s += each;
  return s;
}

const int &lookup(const std::map<std::string, int> &m) {
  return m.at(std::string("key"));
}

const std::string &first(const std::vector<std::string> &v) {
  const std::string &r = v.front();
  return r;
}

std::size_t in_time() {
  std::string s = make();
  std::string_view v = s;
  std::vector<std::string_view> views;
  views.push_back(v);
  return views.size() + v.size();
}

void cleared(std::vector<int *> &out) {
  int x = 1;
  out.push_back(&x);
  ++*out.back();
  out.clear();
}

struct tree {
  std::unique_ptr<tree> left, right;
  tree *parent = nullptr;
};

std::unique_ptr<tree> grown() {
  auto root = std::make_unique<tree>();
  root->left = std::make_unique<tree>();
  root->left->parent = root.get();
  return root;
}

struct scope {
  scope *outer;
  static scope *current;
  scope() : outer(std::exchange(current, this)) {}
  ~scope() { current = outer; }
};
scope *scope::current = nullptr;

void nested() {
  scope a;
  {
    scope b;
  }
}

int visit(const std::function<int(int)> &f) { return f(1); }

int called_at_once() {
  int x = 1;
  return visit([&](int y) { return x + y; });
}

std::string_view literal() {
  std::string_view v = "lives for ever";
  return v;
}

std::vector<int> sorted(std::vector<int> v) {
  std::sort(v.begin(), v.end(), [&v](int a, int b) { return a < b && !v.empty(); });
  return v;
}

struct bits {
  int *node = nullptr;
  bool head = false;
};

bits named_result_in_a_block(int *p) {
  if (p) {
    bits result;
    result.node = p;
    result.head = true;
    return result;
  }
  return bits();
}

} // namespace good

int main() { return 0; }
