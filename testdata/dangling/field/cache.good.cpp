// The map has the pages themselves.
#include <map>

struct page {
  int number, words;
};

class cache {
  std::map<int, page> pages;

public:
  const page *find(int number) const {
    auto it = pages.find(number);
    return it == pages.end() ? nullptr : &it->second;
  }
  void add(const page *p) { pages[p->number] = *p; }
};

static void load(cache &c, int number) {
  page p{number, 300 + number};
  c.add(&p);
}

int main() {
  cache c;
  load(c, 1);
  return c.find(1)->words == 301 ? 0 : 1;
}
