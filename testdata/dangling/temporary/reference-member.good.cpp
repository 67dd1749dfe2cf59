// The string has a name and lives as long as the greeting.
#include <string>

class greeting {
  const std::string &name;

public:
  explicit greeting(const std::string &name) : name(name) {}
  std::size_t length() const { return name.size(); }
};

int main() {
  std::string name("a name that is long enough for the heap");
  greeting g(name);
  return g.length() == 39 ? 0 : 1;
}
