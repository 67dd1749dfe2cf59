// Variables are destroyed in the reverse order of their declarations.
struct guard {
  int *counter = nullptr;
  ~guard() {
    if (counter)
      --*counter;
  }
};

static int entered() {
  int depth = 1;
  guard g;
  g.counter = &depth;
  return depth;
}

int main() { return entered() == 1 ? 0 : 1; }
