// One style for all headings, made at compile time.
#include <memory>

struct style {
  int size;
};

struct label {
  const char *text;
  const style *font;
};

static std::unique_ptr<label> heading(const char *text) {
  static constexpr style large{24};
  auto result = std::make_unique<label>();
  result->text = text;
  result->font = &large;
  return result;
}

int main() {
  auto title = heading("Contents");
  return title->font->size == 24 ? 0 : 1;
}
