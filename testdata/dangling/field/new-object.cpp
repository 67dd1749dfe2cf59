// The object is made by new and owned by a smart pointer; what it refers to is
// on the stack.
// run: stack-use-after-return
#include <memory>

struct style {
  int size;
};

struct label {
  const char *text;
  const style *font;
};

static std::unique_ptr<label> heading(const char *text) {
  style large{24};
  auto result = std::make_unique<label>();
  result->text = text;
  result->font = &large; // expect: field // also: return
  return result;
} // trace 1: 'large' dies here

int main() {
  auto title = heading("Contents");
  // also: use-after-scope
  return title->font->size == 24 ? 0 : 1;
}
