// The end of the chain is copied while the temporary is alive.
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
  options o = options().depth(3).verbose();
  return o.level() == 3 ? 0 : 1;
}
