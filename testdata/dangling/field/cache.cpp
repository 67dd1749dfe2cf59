// The cache's map keeps pointers; what it is given is the address of a local.
// run: stack-use-after-return
#include <map>

struct page {
  int number, words;
};

class cache {
  std::map<int, const page *> pages;

public:
  const page *find(int number) const {
    auto it = pages.find(number);
    return it == pages.end() ? nullptr : it->second;
  }
  void add(const page *p) { pages[p->number] = p; }
};

static void load(cache &c, int number) {
  page p{number, 300 + number};
  // trace 1: the address of 'p' is passed to 'add' as 'p'
  c.add(&p); // expect: field
} // trace 2: 'p' dies here

int main() {
  cache c;
  load(c, 1);
  // also: use-after-scope
  return c.find(1)->words == 301 ? 0 : 1;
}
