// Members, elements, blocks and arguments of many kinds. A comment
// `expect: rule` names what is found on its line; a line without one must stay
// silent.
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <optional>
#include <map>
#include <algorithm>
std::string make();
int calc();
int use(std::string_view);
int usep(const int *);
namespace bad {
struct node { int v; node *next; };
node *build() {
  node a{1, nullptr}, b{2, &a};
  node *h = new node{3, &b}; // expect: return field
  return h;
}
struct cfg { std::string_view name; const char *raw; };
cfg load() {
  std::string t = make();
  cfg c;
  c.name = t; // expect: view return
  c.raw = t.c_str(); // expect: view return
  return c;
}
cfg load2() {
  std::string t = make();
  return {t, t.c_str()}; // expect: view return
}
std::vector<cfg> loads() {
  std::vector<cfg> r;
  std::string t = make();
  r.push_back({t, nullptr}); // expect: view return
  return r;
}
std::map<int, cfg> loadm() {
  std::map<int, cfg> r;
  std::string t = make();
  r[1].name = t; // expect: view return
  return r;
}
std::unique_ptr<cfg> loadu() {
  auto r = std::make_unique<cfg>();
  std::string t = make();
  r->name = t; // expect: view return
  return r;
}
std::shared_ptr<cfg> loads2() {
  auto r = std::make_shared<cfg>();
  std::string t = make();
  r->name = t; // expect: view return
  return r;
}
const char *env() {
  char buf[64];
  std::snprintf(buf, sizeof buf, "%d", calc());
  return buf; // expect: return
}
const char *find() {
  char buf[64] = "abc";
  return std::strchr(buf, 'b'); // expect: return
}
struct S { int a[4]; int &operator[](int i) { return a[i]; } const int *begin() const { return a; } };
int &sub() {
  S s{};
  return s[2]; // expect: return
}
const int *beg() {
  S s{};
  return s.begin(); // expect: return
}
S byval();
const int *tempbeg() {
  const int *p = byval().begin(); // expect: temporary
  return p;
}
int tempsub() {
  int &r = byval()[1]; // expect: temporary
  return r;
}
int *ptrptr() {
  int x = 1;
  int *p = &x, **pp = &p;
  return *pp; // expect: return
}
void set(int **o, int *v) { *o = v; }
void viaset(int **out) {
  int x = 1;
  set(out, &x); // expect: out-parameter
}
struct Base { const std::string &n; Base(const std::string &s) : n(s) {} };
struct Derived : Base { Derived(std::string s) : Base(s) {} }; // expect: field
struct Mem { std::string s; std::string_view v; Mem(std::string a) : s(a), v(a) {} }; // expect: field view
struct Def { const int &r = 5; }; 
int swt(int k) {
  int *p;
  switch (k) {
  case 1: { int a = 1; p = &a; break; }
  default: { int b = 2; p = &b; }
  }
  return *p; // expect: use-after-scope
}
int ifinit() {
  const int *p;
  if (int x = calc(); x > 0) p = &x; else p = &x;
  return *p; // expect: use-after-scope
}
int whiledecl() {
  const int *p = nullptr;
  while (int x = calc()) p = &x;
  return usep(p); // expect: use-after-scope
}
int callafter() {
  const int *p;
  { int x = 1; p = &x; }
  return usep(p); // expect: use-after-scope
}
const std::string &pick(bool b, const std::string &x, const std::string &y) { return b ? x : y; }
int pick_temp(bool b) {
  const std::string &r = pick(b, "a", "b"); // expect: temporary
  return r.size();
}
int assignview() {
  std::string_view v;
  v = make(); // expect: view temporary
  return use(v);
}
int assignptr() {
  const char *c;
  c = make().data(); // expect: view temporary
  return c[0];
}
struct W { std::string_view v; };
int memberassign(W &w) {
  w.v = make() + "x"; // expect: view temporary field
  return 1;
}
std::string_view lam() {
  auto f = [] { return make(); };
  std::string_view v = f(); // expect: view temporary
  return v;
}
struct It { std::vector<int> d; auto begin() { return d.begin(); } auto end() { return d.end(); } It &self() { return *this; } };
int rf() {
  int n = 0;
  for (int i : It{{1, 2}}.self()) // expect: temporary
    n += i;
  return n;
}
int *arr(int i) {
  int a[10] = {};
  return a + i; // expect: return
}
int *vla(int n) {
  int a[n];
  a[0] = 1;
  return a; // expect: return
}
int *arg(int n) {
  return &n; // expect: return
}
int &argr(S s) {
  return s.a[0]; // expect: return
}
std::optional<int> *opt() {
  std::optional<int> o = 1;
  return &o; // expect: return
}
const std::string &value_of(std::optional<std::string> o) {
  return *o; // expect: view return
}
const char *str_lit_arr() {
  const char s[] = "abc";
  return s; // expect: return
}
auto capture_param(std::string s) {
  return [&s] { return s.size(); }; // expect: capture
}
struct Timer { std::function<void()> cb; void on(std::function<void()> f) { cb = std::move(f); } };
Timer global_timer;
void arm() {
  int ticks = 0;
  global_timer.on([&ticks] { ++ticks; }); // expect: capture
}
struct Ctl { Timer t; int n = 0; };
void arm2(Ctl &c) {
  std::string s = make();
  c.t.cb = [&] { c.n = s.size(); }; // expect: capture
}
struct ListNode { ListNode *prev, *next; };
struct List { ListNode head; void add(ListNode &n) { n.next = head.next; n.prev = &head; head.next = &n; } };
void list_add(List &l) {
  ListNode n;
  l.add(n); // expect: field
}
template <class T> T &&fwd(T &&t) { return static_cast<T &&>(t); }
int fwdtemp() {
  auto &&r = fwd(calc()); // expect: temporary
  return r;
}
}
namespace good {
struct Mem { std::string s; std::string_view v; Mem(std::string a) : s(std::move(a)), v(s) {} };
int sw(int k) { int a = 1, b = 2; int *p; switch (k) { case 1: p = &a; break; default: p = &b; } return *p; }
struct View { std::string_view v; View(std::string_view s) : v(s) {} std::string_view get() const { return v; } };
std::string_view view_of_param(std::string_view s) { View v(s); return v.get(); }
const int &elem(const std::vector<int> &v) { View w("a"); return v[0]; }
struct Tok { const char *p; };
std::vector<Tok> lex(const char *s) { std::vector<Tok> r; Tok t{s}; r.push_back(t); r.push_back({s + 1}); return r; }
std::vector<std::function<int()>> fns() { std::vector<std::function<int()>> r; for (int i = 0; i < 3; ++i) r.push_back([i] { return i; }); return r; }
void list_use() { struct N { N *n; } a{nullptr}, b{&a}; a.n = &b; }
std::vector<int *> sortp(std::vector<int> &v) { std::vector<int *> r; for (auto &x : v) r.push_back(&x); std::sort(r.begin(), r.end(), [&](int *a, int *b) { return *a < *b + (int)v.size(); }); return r; }
std::string build() { std::string s; auto add = [&](const char *t) { s += t; }; add("a"); return s; }
std::map<std::string, std::vector<int>> grp(const std::vector<std::string> &v) { std::map<std::string, std::vector<int>> m; for (auto &s : v) { auto &e = m[s]; e.push_back(1); } return m; }
int *heap() { int *p = new int(3); int *&r = p; return r; }
std::unique_ptr<int> own() { auto p = std::make_unique<int>(3); auto *raw = p.get(); *raw = 4; return p; }
struct Reg { std::vector<int *> v; void add(int *p) { v.push_back(p); } void rem(int *p) { std::erase(v, p); } };
void scoped(Reg &r) { int x = 1; r.add(&x); calc(); r.rem(&x); }
void scoped2(Reg &r) { int x = 1; r.add(&x); calc(); r.v.pop_back(); }
struct Guard { Reg &r; int *p; Guard(Reg &r, int *p) : r(r), p(p) { r.add(p); } ~Guard() { r.rem(p); } };
void scoped3(Reg &r) { int x = 1; Guard g(r, &x); calc(); }
}
