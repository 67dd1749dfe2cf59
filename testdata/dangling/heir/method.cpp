// flags: -O0
// heir: 'this' of Counter::next()
struct Counter {
  long at = 7022;
  long next() { return ++at; }
};
long *f() { long x = 42; return &x; }
int main() { Counter c; long *p = f(); c.next(); return p == nullptr; }
