// The parameter is a reference to what outlives the search.
struct settings {
  int depth;
};

class search {
  const settings &s;

public:
  explicit search(const settings &s) : s(s) {}
  int depth() const { return s.depth; }
};

int main() {
  settings mine{4};
  search now(mine);
  return now.depth() == 4 ? 0 : 1;
}
