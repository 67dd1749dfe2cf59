// Owners that give their memory back, by themselves or in a function that they
// are passed to. A comment `expect: rule` names what is found on its line; a
// line without one must stay silent.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>
void clear(std::vector<int> &v) { v.clear(); }
void grow(std::vector<int> &v) { v.push_back(1); }
void reset(std::unique_ptr<int> &p) { p.reset(); }
struct holder { std::vector<int> v; void add() { v.push_back(1); } int *first() { return &v[0]; } std::string name; };
void extern_fn(std::vector<int> &v);
namespace bad {
int after_clear() {
  std::vector<int> v = {1};
  int &r = v[0];
  clear(v);
  v.shrink_to_fit();
  return r;
}
int after_scope_owner() {
  int *p;
  {
    std::vector<int> v = {1};
    p = v.data();
  }
  return *p; // expect: view or use-after-scope
}
int iter_after_scope() {
  std::vector<int>::iterator it;
  {
    std::vector<int> v = {1};
    it = v.begin();
  }
  return *it; // expect: view or use-after-scope
}
int after_reset() {
  auto p = std::make_unique<int>(1);
  int *r = p.get();
  p.reset();
  return *r; // expect: view or use-after-scope
}
int after_reset_fn() {
  auto p = std::make_unique<int>(1);
  int *r = p.get();
  reset(p);
  return *r; // expect: view or use-after-scope
}
int mapref() {
  std::string_view k;
  {
    std::map<std::string, int> m = {{"a", 1}};
    k = m.begin()->first;
  }
  return k[0]; // expect: view or use-after-scope
}
int loopref() {
  const std::string *p = nullptr;
  for (int i = 0; i < 3; ++i) {
    std::string s(i, 'x');
    if (p) return p->size(); // expect: view or use-after-scope
    p = &s;
  }
  return 0;
}
int *member_of_local() {
  holder h;
  return h.first(); // expect: view or return
}
std::string_view name_of_local() {
  holder h;
  return h.name; // expect: view or return
}
int *unique_raw() {
  std::unique_ptr<holder> h = std::make_unique<holder>();
  return h->first(); // expect: view or return
}
}
namespace good {
int after_clear() {
  std::vector<int> v = {1};
  int &r = v[0];
  int x = r;
  clear(v);
  return x;
}
int reserved() {
  std::vector<int> v;
  v.reserve(8);
  v.push_back(1);
  int &r = v[0];
  v.push_back(2);
  return r;
}
int external() {
  std::vector<int> v = {1};
  int &r = v[0];
  extern_fn(v);
  return r;
}
int reassign() {
  std::vector<int> v = {1};
  auto it = v.begin();
  v.push_back(3);
  it = v.begin();
  return *it;
}
std::unique_ptr<int> moved(int *&out) {
  auto p = std::make_unique<int>(1);
  out = p.get();
  return p;
}
std::vector<int> movedv(int *&out) {
  std::vector<int> v = {1};
  out = v.data();
  return v;
}
}
