// The member is a reference, and is bound to the constructor's parameter: a
// copy that dies when the constructor returns.
// run: stack-use-after-return
struct settings {
  int depth;
};

class search {
  const settings &s; // trace 1: reference member declared here

public:
  // trace 2: 's' dies here
  explicit search(settings s) : s(s) {} // expect: field
  int depth() const { return s.depth; } // also: use-after-scope
};

int main() {
  settings mine{4};
  search now(mine);
  // also: use-after-scope
  return now.depth() == 4 ? 0 : 1;
}
