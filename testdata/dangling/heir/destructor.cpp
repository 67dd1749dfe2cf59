// flags: -O0
// heir: 'this' of Guard::~Guard()
struct Guard {
  ~Guard() { count = count + 1; }
  static volatile int count;
};
volatile int Guard::count;
long *f() { long x = 42; return &x; }
int main() {
  long *p;
  { Guard g; p = f(); }
  return p == nullptr;
}
