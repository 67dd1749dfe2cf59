// The document owns a copy of the line; the pointer to what is selected is not
// to the copy, but to the local.
// run: stack-use-after-return
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
  d.selected = &first; // expect: field
} // trace 1: 'first' dies here

int main() {
  document d;
  load(d);
  // also: use-after-scope
  return d.selected->text[0] == 'f' ? 0 : 1;
}
