// References, views and iterators into what the standard library owns. A comment
// `expect: rule` names what is found on its line; a line without one must stay
// silent.
#include <algorithm>
#include <array>
#include <bitset>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <any>
#include <ranges>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>
#include <deque>
#include <list>
std::string make();
std::vector<int> makev();
std::filesystem::path makep();
std::string_view gv;
const char *gc;
int use(const char *);
int use(int);
namespace bad {
const char *cstr_temp() {
  const char *p = make().c_str(); // expect: temporary view
  return p;
}
int cstr_temp_used() {
  const char *p = make().c_str(); // expect: temporary view
  return use(p);
}
int concat() {
  std::string a = "a";
  std::string_view v = a + "b"; // expect: temporary view
  return v.size();
}
std::string_view concat_ret(const std::string &a) {
  return a + "b"; // expect: temporary view return
}
int sstr() {
  std::ostringstream o;
  o << 1;
  const char *p = o.str().c_str(); // expect: temporary view
  return use(p);
}
int pathc() {
  const char *p = makep().c_str(); // expect: temporary view
  return use(p);
}
int path_string() {
  std::filesystem::path q = "a";
  const char *p = q.string().c_str(); // expect: temporary view
  return use(p);
}
const char *path_local() {
  std::filesystem::path q = "a";
  return q.c_str(); // expect: view return
}
auto filter_local() {
  std::vector<int> v = {1};
  return v | std::views::filter([](int x) { return x > 0; }); // expect: view return
}
auto filter_capture(const std::vector<int> &v) {
  int limit = 3;
  return v | std::views::filter([&](int x) { return x > limit; }); // expect: capture return
}
auto transform_local() {
  std::vector<int> v = {1};
  auto w = std::views::transform(v, [](int x) { return x + 1; });
  return w; // expect: view return
}
std::span<int> span_local() {
  int a[3] = {1, 2, 3};
  return std::span<int>(a); // expect: view return
}
std::span<int> span_array() {
  std::array<int, 3> a = {1, 2, 3};
  return a; // expect: view return
}
int *arr_data() {
  std::array<int, 3> a = {1, 2, 3};
  return a.data(); // expect: return view
}
auto arr_it() {
  std::array<int, 3> a = {1, 2, 3};
  return a.begin(); // expect: return view
}
auto bitref() {
  std::bitset<8> b;
  return b[1]; // expect: return view
}
auto vbref() {
  std::vector<bool> b(8);
  return b[1]; // expect: return view
}
int &umap() {
  std::unordered_map<int, int> m;
  return m[1]; // expect: return view
}
auto umap_it() {
  std::unordered_map<int, int> m;
  return m.find(1); // expect: return view
}
auto map_it() {
  std::map<int, int> m;
  return m.begin(); // expect: return view
}
auto set_it() {
  std::set<int> m = {1};
  return m.insert(2).first; // expect: return view
}
auto deq() {
  std::deque<int> m = {1};
  return &m.front(); // expect: return view
}
auto lst() {
  std::list<int> m = {1};
  return m.begin(); // expect: return view
}
const int &minref() {
  int a = 1, b = 2;
  return std::min(a, b); // expect: return use-after-scope
}
const int &clampref(int v) {
  return std::clamp(v, 0, 10); // expect: return use-after-scope
}
auto tie() {
  int a = 1, b = 2;
  return std::tie(a, b); // expect: return
}
auto fwd() {
  int a = 1;
  return std::forward_as_tuple(a, 2); // expect: return
}
auto fwd_tuple_temp() {
  auto t = std::forward_as_tuple(1, 2);
  return std::get<0>(t); // expect: temporary
}
std::pair<const int &, int> pairref() {
  int a = 1;
  return {a, 2}; // expect: return
}
std::optional<std::string_view> optview() {
  std::string s = make();
  return s; // expect: view return
}
std::optional<std::string_view> optview2() {
  std::string s = make();
  return std::string_view(s); // expect: view return
}
std::variant<int, std::string_view> varview() {
  std::string s = make();
  return std::string_view(s); // expect: view return
}
std::any anyview() {
  std::string s = make();
  return std::string_view(s); // expect: view return
}
std::optional<std::reference_wrapper<int>> optref() {
  int x = 1;
  return std::ref(x); // expect: return
}
std::vector<std::string_view> vecview() {
  std::string s = make();
  std::vector<std::string_view> r;
  r.push_back(s); // expect: view return
  return r;
}
std::vector<std::string_view> vecview_init() {
  std::string s = make();
  return {s, s}; // expect: view return
}
std::map<std::string_view, int> mapview() {
  std::string s = make();
  std::map<std::string_view, int> r;
  r[s] = 1; // expect: view return
  return r;
}
std::vector<int *> vecptr() {
  int x = 1;
  return {&x}; // expect: return
}
std::vector<int *> vecptr2() {
  std::vector<int *> r;
  for (int i = 0; i < 3; ++i)
    r.push_back(&i); // expect: return view use-after-scope
  return r;
}
std::initializer_list<int> il() {
  return {1, 2, 3}; // expect: return
}
int il_member() {
  std::initializer_list<int> l;
  int x = use(3);
  l = {x, 2, 3};
  return *l.begin(); // expect: temporary
}
struct hasil { std::initializer_list<int> l; hasil(std::initializer_list<int> i) : l(i) {} };
hasil mk_il(int x) {
  return {x, 2}; // expect: return temporary
}
int &addrof() {
  int x = 1;
  return *std::addressof(x); // expect: return
}
int *exch(int *&slot) {
  int x = 1;
  return std::exchange(slot, &x); // expect: out-parameter
}
auto bgn() {
  int a[3] = {};
  return std::begin(a); // expect: return
}
auto dta() {
  std::vector<int> a(3);
  return std::data(a); // expect: return view
}
void swap_out(int *&out) {
  int x = 1;
  int *p = &x;
  std::swap(out, p); // expect: out-parameter
}
void swap_views(std::string_view &out) {
  std::string s = make();
  std::string_view v = s;
  out.swap(v); // expect: view field out-parameter
}
void gview() {
  std::string s = make();
  gv = s; // expect: view global
}
void gview_sub() {
  std::string s = make();
  gv = std::string_view(s).substr(1); // expect: view global
}
void gchar() {
  std::string s = make();
  gc = s.data(); // expect: view global
}
void gchar_idx() {
  std::string s = make();
  gc = &s[0]; // expect: view global
}
int struct_bind() {
  auto &&[a, b] = std::pair<int, int>(1, 2);
  return a;
}
const int &struct_bind_ret() {
  auto [a, b] = std::pair<int, int>(1, 2);
  return a; // expect: return
}
int sv_temp_param() {
  auto f = [](std::string_view v) { return v; };
  std::string_view r = f(make()); // expect: temporary view
  return r.size();
}
int opt_temp() {
  auto f = []() -> std::optional<std::string> { return make(); };
  const std::string &r = *f(); // expect: temporary view
  return r.size();
}
int opt_value_or() {
  std::optional<std::string> o;
  const std::string &r = o.value_or("x");
  return r.size();
}
int uniq_temp() {
  int *p = std::make_unique<int>(3).get(); // expect: temporary view
  return *p;
}
int deref_temp() {
  int &r = *std::make_unique<int>(3); // expect: temporary view
  return r;
}
const std::string &map_at_temp(std::map<int, std::string> m) {
  return m.at(1); // expect: view return
}
const std::string &vec_param(std::vector<std::string> m) {
  return m.front(); // expect: view return
}
const std::string &str_param(std::string m) {
  return m; // expect: return
}
std::string_view sv_param(std::string m) {
  return m; // expect: return view
}
const char *ternary(bool b, const char *d) {
  std::string s = make();
  return b ? s.c_str() : d; // expect: view return
}
int comma() {
  int x = 1;
  int *p;
  { int y = 2; p = (x++, &y); }
  return *p; // expect: use-after-scope
}
std::vector<int>::iterator lower() {
  std::vector<int> v = {1, 2};
  return std::lower_bound(v.begin(), v.end(), 2); // expect: view return
}
std::string_view getline_view() {
  std::istringstream in("a");
  std::string s;
  std::getline(in, s);
  return s; // expect: view return
}
auto ref_tuple() {
  std::string s = make();
  return std::tuple<const std::string &>(s); // expect: return view
}
auto mref() {
  std::string s = make();
  return std::cref(s); // expect: return
}
}
namespace good {
std::string str(std::string m) { return m; }
auto owned() { return makev() | std::views::filter([](int x) { return x > 0; }); }
const std::string &pass(const std::string &m) { return m; }
std::string_view trim(std::string_view v) { while (!v.empty() && v[0] == ' ') v.remove_prefix(1); return v; }
int one_expr() { return use(make().c_str()); }
std::string copy() { std::string_view v = "x"; std::string s(v); return s; }
std::vector<std::string> split(std::string_view t) { std::vector<std::string> r; r.emplace_back(t.substr(1)); return r; }
int rangefor() { int n = 0; for (char c : make()) n += c; for (int i : makev()) n += i; return n; }
const std::string &stat() { static const std::string s = make(); return s; }
const std::string &smap(int k) { static std::map<int, std::string> m; return m[k]; }
std::optional<std::string> opt() { std::string s = make(); return s; }
std::any any() { std::string s = make(); return s; }
std::variant<int, std::string> var() { std::string s = make(); return s; }
std::pair<std::string, int> pr() { std::string s = make(); return {s, 1}; }
auto tup() { std::string s = make(); return std::make_tuple(s, 1); }
std::map<std::string, int> mp() { std::map<std::string, int> m; std::string s = make(); m[s] = 1; m.emplace(s, 2); m.insert({s, 3}); return m; }
bool bit() { std::bitset<8> b; return b[1]; }
bool vb() { std::vector<bool> b(8); return b[1]; }
int val() { std::vector<int> v = {1}; auto it = v.begin(); return *it; }
int ext() { const std::string &r = make(); return r.size(); }
int ext2() { auto &&r = make(); std::string_view v = r; return v.size(); }
const int &mn(const int &a, const int &b) { return std::min(a, b); }
int mv() { int x = 1; return std::min(x, 3); }
std::unique_ptr<int> up() { auto p = std::make_unique<int>(1); int *r = p.get(); *r = 2; return p; }
std::string_view lit() { std::string_view v = "x"; return v.substr(0, 1); }
struct node { std::vector<node *> kids; node *parent = nullptr; };
void link(node &a, node &b) { a.kids.push_back(&b); b.parent = &a; }
int tree() { node a, b; link(a, b); return a.kids.size(); }
std::vector<const std::string *> ptrs(const std::vector<std::string> &v) { std::vector<const std::string *> r; for (auto &s : v) r.push_back(&s); return r; }
std::map<std::string_view, int> index(const std::vector<std::string> &v) { std::map<std::string_view, int> r; for (auto &s : v) r[s] = 1; return r; }
}
