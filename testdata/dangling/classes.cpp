// Classes of one's own: members that refer, views, owners, virtual functions,
// constructors and destructors. A comment `expect: rule` names what is found on
// its line; a line without one must stay silent.
#include <cstring>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
std::string make();
int calc();
namespace bad {
struct refm { const int &r; };
struct refc { const int &r; refc(const int &x) : r(x) {} };
struct byval { const int &r; byval(int x) : r(x) {} }; // expect: field
struct byvalp { int *p; byvalp(int x) : p(&x) {} }; // expect: field
struct byview { std::string_view v; byview(std::string s) : v(s) {} }; // expect: field view
struct deleg {
  int *p;
  deleg(int *q) : p(q) {}
  deleg(int x, int) : deleg(&x) {} // expect: field
};
struct ctor_body {
  const char *c;
  ctor_body(const std::string &s) {
    std::string t = s + "x";
    c = t.c_str(); // expect: view field
  }
};
int agg_paren() {
  refm m(calc()); // expect: temporary
  return m.r;
}
int ctor_temp() {
  refc m{calc()};
  return m.r; // expect: temporary
}
refm ret_agg() {
  int x = 1;
  return refm{x}; // expect: return
}
refc ret_ctor() {
  int x = 1;
  return refc(x); // expect: return
}
refm ret_agg_temp() {
  return refm{calc()}; // expect: return temporary
}
std::unique_ptr<refm> heap_agg() {
  return std::unique_ptr<refm>(new refm{calc()}); // expect: temporary return field
}
refm *new_agg() {
  return new refm{calc()}; // expect: temporary return field
}
struct myview { const char *p; std::size_t n; myview(const std::string &s) : p(s.c_str()), n(s.size()) {} std::size_t size() const { return n + std::strlen(p); } };
myview ret_view() {
  std::string s = make();
  return s; // expect: return view
}
myview ret_view2() {
  std::string s = make();
  myview v(s);
  return v; // expect: return view
}
int temp_view() {
  myview v(make());
  return v.size(); // expect: temporary view use-after-scope
}
int temp_view2() {
  myview v = make();
  return v.size(); // expect: temporary view use-after-scope
}
template <class T> struct myptr {
  T *p;
  explicit myptr(T *q) : p(q) {}
  myptr(myptr &&o) : p(std::exchange(o.p, nullptr)) {}
  ~myptr() { delete p; }
  T *get() const { return p; }
  T &operator*() const { return *p; }
  T *operator->() const { return p; }
};
int *own_ret() {
  myptr<int> p(new int(1));
  return p.get(); // expect: view return use-after-scope
}
int own_use() {
  int *r;
  {
    myptr<int> p(new int(1));
    r = p.get();
  }
  return *r; // expect: view use-after-scope
}
template <class T> struct myvec {
  T *b; unsigned n;
  explicit myvec(unsigned c) : b(new T[c]()), n(c) {}
  myvec(const myvec &) = delete;
  ~myvec() { delete[] b; }
  T &operator[](unsigned i) { return b[i]; }
  T *begin() { return b; }
  T *end() { return b + n; }
};
int &vec_ret() {
  myvec<int> v(3);
  return v[1]; // expect: view return use-after-scope
}
int *vec_it() {
  myvec<int> v(3);
  return v.begin(); // expect: view return use-after-scope
}
template <class D> struct crtp { int &val() { return static_cast<D *>(this)->x; } };
struct derived : crtp<derived> { int x = 1; };
int &crtp_ret() {
  derived d;
  return d.val(); // expect: return
}
struct base { virtual int *get() = 0; virtual void keep(int *) = 0; virtual ~base() = default; };
struct impl : base { int x = 1; int *k = nullptr; int *get() override { return &x; } void keep(int *p) override { k = p; } };
int *virt_ret() {
  impl i;
  return i.get(); // expect: return
}
int *virt_base() {
  impl i;
  base &b = i;
  return b.get(); // expect: return
}
struct selfptr { selfptr *me; selfptr() : me(this) {} };
selfptr *self() {
  selfptr s;
  return s.me; // expect: return
}
struct buf { char b[16]; char *at(int i) { return b + i; } };
char *buf_ret() {
  buf b;
  return b.at(3); // expect: return
}
int *place() {
  alignas(int) unsigned char mem[sizeof(int)];
  int *p = new (mem) int(3);
  return p; // expect: return
}
struct tls { static thread_local int *cur; };
thread_local int *tls::cur;
void to_tls() {
  int x = 1;
  tls::cur = &x; // expect: global
}
int *stat() {
  static int *p;
  int x = 1;
  p = &x; // expect: global
  return nullptr;
}
auto localclass() {
  int x = 1;
  struct l { int *p; };
  return l{&x}; // expect: return
}
struct conv { int x = 1; operator int &() { return x; } };
int &conv_ret() {
  conv c;
  return c; // expect: return
}
struct list { list *next = nullptr; int v; };
void push(list *&head) {
  list l;
  l.next = head;
  head = &l; // expect: out-parameter
}
struct chain { chain &set(int) { return *this; } std::string str = "x"; const std::string &get() const { return str; } };
int chain_temp() {
  chain &c = chain().set(1); // expect: temporary
  return c.str.size();
}
int chain_temp2() {
  const std::string &s = chain().set(1).get(); // expect: temporary
  return s.size();
}
int rangefor_temp() {
  int n = 0;
  for (char c : chain().get()) // expect: temporary
    n += c;
  return n;
}
const std::string &def(const std::string &a = make()) { return a; }
int defarg() {
  const std::string &r = def(); // expect: temporary
  return r.size();
}
int cond_ext(bool b) {
  std::string s = "a";
  std::string_view v = b ? s : make(); // expect: temporary view
  return v.size();
}
int *arrow_local(bool c) {
  int a[2] = {1, 2};
  return c ? &a[0] : &a[1]; // expect: return
}
int &forward_ret(int &&x) { return x; }
int temp_rv() {
  int &r = forward_ret(calc()); // expect: temporary
  return r;
}
int &&rv_ret(std::string s) {
  static int k;
  (void)s;
  return std::move(k);
}
std::string &&rv_str(std::string s) {
  return std::move(s); // expect: return
}
struct dstore { int **slot; int x = 1; ~dstore() { *slot = &x; } };
void dtor_store(int **out) {
  dstore d{out};
} // expect: out-parameter field
int *via_member_ptr() {
  refm m{*new int(1)};
  derived d;
  int derived::*mp = &derived::x;
  return &(d.*mp); // expect: return
}
}
namespace good {
struct refm { const int &r; };
int agg_brace() { refm m{calc()}; return m.r; }
int agg_brace2() { const refm &m = refm{calc()}; return m.r; }
const int &stat() { static const int &r = calc(); return r; }
int temp_in_expr() { struct v { const std::string &s; int n() const { return s.size(); } }; return v{make()}.n(); }
struct refc { const int &r; refc(const int &x) : r(x) {} };
int ok() { int x = 1; refc c(x); return c.r; }
template <class T> struct myptr { T *p; explicit myptr(T *q) : p(q) {} myptr(myptr &&o) : p(std::exchange(o.p, nullptr)) {} ~myptr() { delete p; } T *get() const { return p; } T *release() { return std::exchange(p, nullptr); } };
myptr<int> moved() { myptr<int> p(new int(1)); return p; }
int *released() { myptr<int> p(new int(1)); return p.release(); }
int *borrowed(const myptr<int> &p) { return p.get(); }
struct nrvo { int x; int *p; nrvo() : x(1), p(&x) {} nrvo(const nrvo &o) : x(o.x), p(&x) {} };
nrvo make_nrvo() { nrvo n; n.x = 2; return n; }
nrvo make_rvo() { return nrvo(); }
struct builder { int *p = nullptr; builder &with(int *q) { p = q; return *this; } int build() { return *p; } };
int built() { int x = 1; return builder().with(&x).build(); }
struct node { node *prev = this, *next = this; ~node() { prev->next = next; next->prev = prev; } void after(node &n) { next = n.next; prev = &n; n.next->prev = this; n.next = this; } };
void linked(node &head) { node n; n.after(head); calc(); }
int *through_heap() { int *p = new int(1); int **q = &p; return *q; }
struct ctx { ctx *outer; static ctx *&top() { static ctx *t; return t; } ctx() : outer(top()) { top() = this; } ~ctx() { top() = outer; } };
void nested() { ctx a; { ctx b; calc(); } calc(); }
void *sp() { int x; return __builtin_frame_address(0); }
}
