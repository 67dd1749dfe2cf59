// The element of the vector, which the document owns.
#include <vector>

struct line {
  char text[16];
};

struct document {
  std::vector<line> lines;
  const line *selected = nullptr;
};

static void load(document &d) {
  line first{"first line"};
  d.lines.push_back(first);
  d.selected = &d.lines.back();
}

int main() {
  document d;
  load(d);
  return d.selected->text[0] == 'f' ? 0 : 1;
}
