// Exceptions: what is left when one leaves, and what is caught. A comment
// `expect: rule` names what is found on its line; a line without one must stay
// silent.
#include <cstdio>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>
void may_throw();
int *g;
int *g2;
std::function<void()> gf;
namespace bad {
struct err : std::exception { int *p; err(int *q) : p(q) {} };
void store_before_throw() {
  int x = 1;
  g = &x; // expect: global
  throw 1;
}
void throw_with_local() {
  int x = 1;
  throw err(&x); // expect: return
}
int ptr_to_exception_after_catch() {
  int *p = nullptr;
  try {
    throw 42;
  } catch (int &e) {
    p = &e;
  }
  return *p; // expect: use-after-scope
}
int *return_catch_ref() {
  try {
    throw 42;
  } catch (int &e) {
    return &e; // expect: return
  }
  return nullptr;
}
int *catch_value() {
  try {
    may_throw();
  } catch (int e) {
    return &e; // expect: return
  }
  return nullptr;
}
int use_in_catch() {
  int *p = nullptr;
  try {
    int x = 1;
    p = &x;
    may_throw();
  } catch (...) {
    return *p; // expect: use-after-scope
  }
  return 0;
}
int use_after_try() {
  int *p = nullptr;
  try {
    int x = 1;
    p = &x;
    may_throw();
  } catch (...) {
  }
  return *p; // expect: use-after-scope
}
int caught_pointer() {
  try {
    int x = 3;
    throw &x; // expect: return or use-after-scope
  } catch (int *p) {
    return *p; // expect: use-after-scope
  }
}
struct withctor {
  int *f;
  withctor(int a) try : f(&a) { // expect: field
    may_throw();
  } catch (...) {
  }
};
struct guard {
  int **slot;
  guard(int **s) : slot(s) {}
  ~guard() { std::printf("%d", **slot); }
};
int guard_reads_dead() {
  int *p = nullptr;
  guard gd(&p);
  int x = 3;
  p = &x;
  return 1;
} // expect: use-after-scope
}
namespace good {
void reset_after_what_may_throw() {
  int x = 1;
  g = &x;
  may_throw();
  g = nullptr;
}
void reset_in_catch() {
  int x = 1;
  g = &x;
  try { may_throw(); } catch (...) {}
  g = nullptr;
}
struct resetter { ~resetter() { g = nullptr; } };
void reset_by_guard() {
  resetter r;
  int x = 1;
  g = &x;
  may_throw();
}
struct restore {
  int *&slot; int *old;
  restore(int *&s, int *n) : slot(s), old(s) { s = n; }
  ~restore() { slot = old; }
};
void restored() {
  int x = 1;
  restore r(g, &x);
  may_throw();
}
int handled() {
  int x = 1;
  int *p = &x;
  try { may_throw(); } catch (int e) { return e + *p; } catch (const std::exception &e) { return e.what()[0]; }
  return *p;
}
int inner() {
  try {
    throw 42;
  } catch (int &e) {
    int *p = &e;
    return *p;
  }
}
std::string what() {
  try { may_throw(); } catch (const std::exception &e) { std::string s = e.what(); return s; }
  return "";
}
void noexc() noexcept {
  int x = 1;
  g = &x;
  may_throw();
  g = nullptr;
}
void rethrow() {
  int x = 1;
  g = &x;
  try { may_throw(); } catch (...) { g = nullptr; throw; }
  g = nullptr;
}
void thrown_value() {
  int x = 1;
  throw x;
}
void thrown_string() {
  std::string s = "a";
  throw std::runtime_error(s + "b");
}
}
