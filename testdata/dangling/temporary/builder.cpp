// Each step returns a reference to the builder, a temporary.
// run: stack-use-after-scope
class options {
  int depth_ = 1;
  bool verbose_ = false;

public:
  options &depth(int n) {
    depth_ = n;
    return *this; // trace 2: it is returned by 'depth'
  }
  options &verbose() {
    verbose_ = true;
    return *this; // trace 4: it is returned by 'verbose'
  }
  int level() const { return verbose_ ? depth_ : 0; }
};

int main() {
  // trace 1: the address of the temporary is passed to 'depth'
  // trace 3: passed to 'verbose'
  // trace 5: the temporary dies here
  options &o = options().depth(3).verbose(); // expect: temporary
  // also: use-after-scope
  return o.level() == 3 ? 0 : 1;
}
