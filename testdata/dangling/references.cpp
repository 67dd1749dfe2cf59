// References, views, lambdas and owners. A comment `expect: rule` names what is
// found on its line; a line without one must stay silent.
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bad {

int &reference() {
  int x = 1;
  return x; // expect: return
}

const int &temporary() {
  return 42; // expect: return
}

const std::string &converted(const char *s) {
  return s; // expect: return
}

int &through_a_reference() {
  int x = 1;
  int &r = x;
  return r; // expect: return
}

template <typename T> T &identity(T &t) { return t; }

int &through_a_template() {
  int x = 1;
  return identity(x); // expect: return or use-after-scope
}

auto lambda() {
  int x = 1;
  return [&x] { return x; }; // expect: capture or return
}

auto lambda_with_all() {
  int x = 1, y = 2;
  auto f = [&] { return x + y; };
  return f; // expect: capture or return
}

std::function<int()> function() {
  int x = 1;
  return [&x] { return x; }; // expect: capture or return
}

struct callbacks {
  std::function<int()> on_event;
  int *watched = nullptr;
  void watch(int *p) { watched = p; }
};

void stored_pointer(callbacks &c) {
  int x = 1;
  c.watch(&x); // expect: field
}

std::string_view view() {
  std::string s = "dangles";
  return s; // expect: view or return
}

std::string_view part_of_view() {
  std::string s = "dangles";
  std::string_view v = s;
  return v.substr(2); // expect: view or return
}

const char *characters() {
  std::string s = "dangles";
  return s.c_str(); // expect: view or return
}

std::span<int> span() {
  int a[4] = {1, 2, 3, 4};
  return a; // expect: view or return
}

std::vector<int>::iterator iterator() {
  std::vector<int> v = {1, 2, 3};
  return v.begin(); // expect: view or return
}

int &element() {
  std::vector<int> v = {1, 2, 3};
  return v[1]; // expect: view or return
}

int *owned() {
  auto p = std::make_unique<int>(1);
  return p.get(); // expect: view or return
}

const int &bigger(int a) {
  return std::max(a, 3); // expect: return or use-after-scope
}

void view_left(std::string_view &out) {
  std::string s = "dangles";
  out = s; // expect: view or out-parameter or field or use-after-scope
}

void characters_left(const char **out) {
  std::string s = "dangles";
  *out = s.c_str(); // expect: view
}

int view_of_temporary() {
  std::string_view v = std::string("dangles"); // expect: view or temporary
  return int(v.size());
}

void pushed(std::vector<int *> &out) {
  int x = 1;
  out.push_back(&x); // expect: out-parameter or field
}

struct object {
  int *p = nullptr;
  int value = 0;
  void keep() {
    int x = 1;
    p = &x; // expect: field
  }
  object &self() { return *this; }
  const int &get() const { return value; }
};

object &chained() {
  object o;
  return o.self(); // expect: return or use-after-scope
}

int kept_from_temporary() {
  const int &r = object().get(); // expect: temporary
  return r;
}

struct member_of_reference {
  const int &r;
  member_of_reference(const int &r) : r(r) {}
};

member_of_reference in_an_object() {
  int x = 1;
  member_of_reference m(x);
  return m; // expect: return
}

object *placed_in_heap() {
  int x = 1;
  auto *o = new object;
  o->p = &x; // expect: field
  return o;
}

int after_the_block() {
  int *p;
  {
    int x = 1;
    p = &x;
  }
  return *p; // expect: use-after-scope
}

int inner_owner() {
  const char *s;
  {
    std::string t = "dangles";
    s = t.data();
  }
  return s[0]; // expect: use-after-scope or view
}

int captured_in_a_block() {
  const int *p = nullptr;
  {
    int x = 1;
    auto f = [&x]() -> const int & { return x; };
    p = &f();
  }
  return *p; // expect: use-after-scope
}

} // namespace bad

namespace good {

const int &extended() {
  static const int x = 1;
  const int &r = x;
  return r;
}

int lifetime_extension() {
  const int &r = 42;
  const std::string &s = std::string("lives on");
  return r + int(s.size());
}

struct aggregate {
  const std::string &s;
};

int aggregate_extension() {
  aggregate a{std::string("lives on")};
  return int(a.s.size());
}

auto by_value() {
  int x = 1;
  return [x] { return x; };
}

auto init_capture() {
  auto p = std::make_unique<int>(1);
  return [q = std::move(p)] { return *q; };
}

auto address_of_a_parameter(int &x) {
  return [&x] { return x; };
}

std::string_view passed_on(std::string_view v) { return v; }
std::string_view part(std::string_view v) { return v.substr(1); }
std::string copy(std::string s) { return s; }
std::string_view of_reference(const std::string &s) { return s; }
const char *of_parameter(const std::string &s) { return s.c_str(); }

std::unique_ptr<int> moved_out() {
  auto p = std::make_unique<int>(1);
  *p.get() = 2;
  return p;
}

int *released() {
  auto p = std::make_unique<int>(1);
  return p.release();
}

std::vector<int> by_value_container() {
  std::vector<int> v = {1, 2};
  for (int &x : v)
    ++x;
  return v;
}

std::span<int> of_argument(std::vector<int> &v) { return v; }

int used_in_time() {
  std::string s = "lives";
  std::string_view v = s;
  auto f = [&] { return v.size(); };
  return int(f());
}

struct guard {
  int *&slot;
  int *old;
  guard(int *&slot, int *now) : slot(slot), old(slot) { slot = now; }
  ~guard() { slot = old; }
};

void guarded(int *&slot) {
  int x = 1;
  guard g(slot, &x);
  ++*slot;
}

struct list {
  list *next = nullptr;
  static list *top;
  list() : next(top) { top = this; }
  ~list() { top = next; }
};
list *list::top = nullptr;

void linked() {
  list l;
}

std::optional<int> value() {
  std::optional<int> o = 3;
  int &r = *o;
  ++r;
  return o;
}

int sorted(std::vector<int> v) {
  auto it = v.begin();
  return it == v.end() ? 0 : *it;
}

struct builder {
  std::string text;
  builder &add(const char *s) {
    text += s;
    return *this;
  }
};

std::string chained() { return builder().add("a").add("b").text; }

void out_by_value(std::vector<std::string> &out) {
  std::string s = "copied";
  out.push_back(s);
  out.emplace_back(s.c_str());
}

} // namespace good

int main() { return 0; }
