// The member is a reference to the constructor's argument, a temporary that is
// destroyed at the semicolon: binding a member does not extend its life
// (C++20 [class.temporary]/6).
// run: stack-use-after-scope
#include <string>

class greeting {
  const std::string &name;

public:
  // trace 1: it goes into 'name'
  explicit greeting(const std::string &name) : name(name) {}
  // trace 4: 'length' uses it here
  std::size_t length() const { return name.size(); } // also: use-after-scope
};

int main() {
  // trace 2: the temporary dies here
  greeting g(std::string("a name that is long enough for the heap"));
  // expect: temporary
  return g.length() == 39 ? 0 : 1; // trace 3: passed to 'length'
}
