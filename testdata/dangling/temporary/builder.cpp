// Each step returns a reference to the builder, a temporary.
// run: stack-use-after-scope
class options {
  int depth_ = 1;
  bool verbose_ = false;

public:
  options &depth(int n) {
    depth_ = n;
    return *this;
  }
  options &verbose() {
    verbose_ = true;
    return *this;
  }
  int level() const { return verbose_ ? depth_ : 0; }
};

int main() {
  options &o = options().depth(3).verbose(); // expect: temporary
  // also: use-after-scope
  return o.level() == 3 ? 0 : 1;
}
